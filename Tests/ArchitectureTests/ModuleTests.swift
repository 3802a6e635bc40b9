import TestKit
import Testing

/// What `Package.swift`, the sources and ARCHITECTURE.md say of the modules is the same.
struct ModuleTests {
  /// What comes with the compiler; of Foundation only the essentials, as the rest would bring ICU.
  private static let toolchain: Set = [
    "Dispatch", "FoundationEssentials", "Glibc", "Synchronization", "Testing",
  ]

  @Test(arguments: ["", "server/"])
  func `a target depends on what its sources import, and on nothing else`(package: String) throws {
    let manifest = try Manifest(package)
    #expect(manifest.targets.count > 15)
    for target in manifest.targets {
      let sources = try SwiftSource.all(below: target.folder)
      guard !sources.isEmpty else { continue }
      var imported = sources.reduce(into: Set()) { $0.formUnion($1.imports) }
        .subtracting(Self.toolchain)
      if target.isTest { imported.remove("Foundation") }
      var expected = Set(target.dependencies)
      // A test that runs an executable depends on it without importing it.
      if target.isTest { expected = expected.filter { imported.contains($0) || !isCommand($0) } }
      #expect(
        imported.sorted() == expected.sorted(),
        "\(package)Package.swift: the dependencies of \(target.name)")
    }
  }

  @Test func `ARCHITECTURE has a row for each module, with what it imports`() throws {
    let manifest = try Manifest()
    let rows = Dictionary(
      try ModuleTable().rows.map { ($0.module, $0.imports) }, uniquingKeysWith: { $1 })
    let modules = manifest.targets.filter { !$0.isTest }
    for module in modules {
      let imports = module.dependencies.filter { manifest.names.contains($0) }
      #expect(
        rows[module.name] == imports,
        "ARCHITECTURE.md must say: \(ModuleTable.row(module.name, imports: imports))")
    }
    #expect(Set(rows.keys).subtracting(modules.map(\.name)).sorted() == [], "rows without a module")
  }

  @Test func `a module imports only those above it in the table`() throws {
    var above: Set<String> = []
    for row in try ModuleTable().rows {
      #expect(
        row.imports.filter { !above.contains($0) } == [],
        "ARCHITECTURE.md: the row of \(row.module) stands above what it imports")
      above.insert(row.module)
    }
  }

  private func isCommand(_ name: String) -> Bool {
    name == "sluice" || name.hasPrefix("inference-") || name.hasPrefix("model-")
  }
}
