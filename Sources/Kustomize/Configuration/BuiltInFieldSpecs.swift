/// Reads the table of the built-in configuration.
enum BuiltInFieldSpecs {
  static func specs(_ list: String) -> [FieldSpec] { lists[list] ?? [] }

  private static let lists = sections(of: BuiltInFieldSpecTable.lists)

  static func nameReferences() -> [NameReferenceSpec] {
    sections(of: BuiltInFieldSpecTable.nameReferences).map { name, fields in
      let (kind, group, version) = gvk(Substring(name))
      return NameReferenceSpec(
        target: ResourceSelector(group: group, version: version, kind: kind), fields: fields)
    }
  }

  private static func sections(of table: String) -> [String: [FieldSpec]] {
    var result: [String: [FieldSpec]] = [:]
    var name = ""
    for line in table.utf8.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " ")).map { Substring($0) }
      if words[0] == "#" {
        name = String(words[1])
        continue
      }
      let creates = words[0].hasPrefix("+")
      for word in words.dropFirst() {
        let (kind, group, version) = gvk(word)
        result[name, default: []].append(
          FieldSpec(
            group: group, version: version, kind: kind,
            path: String(creates ? words[0].dropFirst() : words[0]), creates: creates))
      }
    }
    return result
  }

  private static func gvk(_ word: Substring) -> (kind: String, group: String, version: String) {
    let parts = word.split(separator: "@", maxSplits: 1)
    let kind = parts[0] == "*" ? "" : String(parts[0])
    guard parts.count > 1 else { return (kind, "", "") }
    let rest = parts[1].split(separator: ":", omittingEmptySubsequences: false)
    return (kind, String(rest[0]), String(rest[1]))
  }
}
