import TestKit

/// The table of ARCHITECTURE.md: a row a module, `| module | what it knows | what it imports |`.
struct ModuleTable {
  struct Row {
    var module: String
    /// Modules of this package alone, as they stand.
    var imports: [String]
  }

  let rows: [Row]

  init() throws {
    let text = try PackageFiles().text(of: "ARCHITECTURE.md")
    rows = text.split(separator: "\n").compactMap { line in
      guard let row = line.wholeMatch(of: #/\| `(\w+)` \| [^|]+ \| ([^|]+) \|/#) else { return nil }
      return Row(
        module: String(row.1), imports: row.2.matches(of: #/\w\w+/#).map { String($0.0) })
    }
  }

  /// The row that a module must have, but for what it knows.
  static func row(_ module: String, imports: [String]) -> String {
    "| `\(module)` | … | \(imports.isEmpty ? "-" : imports.joined(separator: ", ")) |"
  }
}
