import Glibc

/// The text of this package's own sources, for what must hold of all of them.
struct SourceText {
  var text: String

  /// Every Swift file of `Sources` but the manual itself.
  static func sources() throws -> [SourceText] {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
    return files(below: "\(root)/Sources")
      .filter { $0.hasSuffix(".swift") && !$0.contains("/RuleManual") }
      .compactMap(read).map(SourceText.init)
  }

  /// The ids of the areas' rules that stand in the text as literals.
  func quotedRules(in areas: [String]) -> [String] {
    text.split(separator: "\"").map(String.init).filter { word in
      let parts = word.split(separator: "/")
      return parts.count == 2 && areas.contains(String(parts[0]))
        && parts[1].utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x61...0x7A).contains($0) }
    }
  }

  private static func files(below directory: String) -> [String] {
    guard let handle = opendir(directory) else { return [] }
    defer { closedir(handle) }
    var found: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard !name.hasPrefix(".") else { continue }
      let path = "\(directory)/\(name)"
      found += Int32(entry.pointee.d_type) == Int32(DT_DIR) ? files(below: path) : [path]
    }
    return found
  }

  private static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&block, 1, block.count, file), count > 0 {
      bytes += block[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
