import Comparison
import Diagnostics
package import YAML

/// What tells the entries of a list apart, so that one is the same whatever its position.
package enum EntryRule: Hashable, Sendable {
  /// The values of these keys; the first must be there.
  case keys([String])
  /// The key of a literal, `KEY=value`.
  case literal
  /// The name under which a generator keeps a file: `key=path`, or the path.
  case file
  /// A path, or a URL without its query: what `?ref=` asks for is its value.
  case reference
  /// The file of a patch or of a replacement, or else what an inline one is made for.
  case patch
  /// The labels that an entry of `labels` sets.
  case pairs

  /// What the entry is called; nil for one that the rule does not fit.
  package func identity(of entry: Node) -> String? {
    switch self {
    case .keys(let keys): return ListKeys.values(of: entry, at: keys)?.joined(separator: ",")
    case .literal:
      return entry.scalarText.map { String($0.prefix { $0 != "=" }) }
    case .file:
      return entry.scalarText.map { text in
        let parts = text.split(separator: "=", maxSplits: 1)
        return parts.count == 2 ? String(parts[0]) : text
      }
    case .reference:
      return entry.scalarText.map { $0.contains("\n") ? $0 : String($0.prefix { $0 != "?" }) }
    case .patch: return Self.patchName(entry)
    case .pairs:
      return entry["pairs"]?.mapping.map { $0.names.sorted().joined(separator: ",") }
    }
  }

  /// What the entry is called, or else all that it says.
  func name(of entry: Node) -> String { identity(of: entry) ?? entry.json }

  private static func patchName(_ entry: Node) -> String? {
    if let path = entry["path"]?.scalarText { return path }
    guard entry.mapping != nil else { return entry.scalarText }
    if let text = entry["patch"]?.string,
      let root = SourceFile(path: "", text: text).parsed(as: .kustomize).documents.first?.root,
      let kind = root["kind"]?.scalarText
    {
      return "\(kind)/\(root["metadata"]?["name"]?.scalarText ?? "")"
    }
    guard let target = entry["target"] ?? entry["source"] else { return nil }
    let parts = ["kind", "name"].compactMap { target[$0]?.scalarText }
    return parts.isEmpty ? target.json : parts.joined(separator: "/")
  }
}
