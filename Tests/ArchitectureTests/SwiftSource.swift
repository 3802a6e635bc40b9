import TestKit

/// A Swift file of the repository, looked at by the words of its outermost lines.
struct SwiftSource {
  /// The modules that it imports.
  private(set) var imports: Set<String> = []
  /// The types that other modules see by their names alone: declared at the outermost level.
  private(set) var types: Set<String> = []

  init(_ path: String) throws {
    let text = try PackageFiles().text(of: path)
    // By bytes and before anything else, since there are a hundred thousand lines.
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) where isOutermost(line) {
      var words = Substring(line).split(separator: " ").drop { $0.hasPrefix("@") }
      let isShown = words.first == "package" || words.first == "public"
      words = words.drop { Self.modifiers.contains($0) }
      guard let keyword = words.first, let name = words.dropFirst().first else { continue }
      if keyword == "import" { imports.insert(String(name)) }
      if isShown, Self.kinds.contains(keyword) {
        types.insert(String(name.prefix { $0.isLetter || $0.isNumber || $0 == "_" }))
      }
    }
  }

  /// Every Swift file below a folder.
  static func all(below folder: String) throws -> [SwiftSource] {
    try PackageFiles().paths(below: folder, ending: ".swift").map(SwiftSource.init)
  }

  private static let modifiers: Set<Substring> = [
    "package", "public", "internal", "private", "fileprivate", "final", "indirect",
  ]
  private static let kinds: Set<Substring> = [
    "actor", "class", "enum", "protocol", "struct", "typealias",
  ]

  private func isOutermost(_ line: Substring.UTF8View) -> Bool {
    guard let first = line.first else { return false }
    return first == UInt8(ascii: "@") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
  }
}
