import Diagnostics
import YAML

extension Node {
  /// A name as its source has it, without what a build adds before and behind it: the same for each
  /// environment that the source reaches.
  var writtenName: String {
    let name = scalarText ?? ""
    guard let written = origin.location?.text, written.utf8.count < name.utf8.count,
      !written.isEmpty, name.hasPrefix(written) || name.hasSuffix(written)
    else { return name }
    return written
  }

  /// Whether a name is only known when something is put in: a variable, a template.
  var isPlaceholder: Bool {
    guard let text = scalarText else { return false }
    return text.utf8.contains { byte in
      byte == UInt8(ascii: "$") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "<")
        || byte == UInt8(ascii: "[")
    }
  }
}
