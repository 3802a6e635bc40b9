import TestKit
import Testing

/// A name means one thing, whichever module one reads.
struct TypeNameTests {
  @Test func `no two modules declare a type of one name`() throws {
    var modules: [String: [String]] = [:]
    for target in try Manifest().targets where !target.isTest {
      let types = try SwiftSource.all(below: target.folder)
        .reduce(into: Set()) { $0.formUnion($1.types) }
      for type in types { modules[type, default: []].append(target.name) }
    }
    #expect(modules.count > 250)
    let twice = modules.filter { $0.value.count > 1 }
    for (name, owners) in twice.sorted(by: { $0.key < $1.key }) {
      Issue.record("\(name) is declared in \(owners.joined(separator: ", "))")
    }
  }
}
