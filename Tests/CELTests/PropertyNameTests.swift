import CEL
import Testing

/// The names of properties as CEL identifiers.
struct PropertyNameTests {
  @Test(arguments: [
    ("replicas", "replicas"), ("max-surge", "max__dash__surge"), ("a.b/c", "a__dot__b__slash__c"),
    ("a__b", "a__underscores__b"), ("namespace", "__namespace__"), ("_x", "_x"),
  ])
  func `a property and its identifier stand for each other`(
    _ name: String, _ identifier: String
  ) {
    #expect(PropertyName.escaped(name) == identifier)
    #expect(PropertyName.unescaped(identifier) == name)
  }

  @Test(arguments: ["", "1a", "a b", "é"])
  func `a name that no identifier can stand for has none`(_ name: String) {
    #expect(PropertyName.escaped(name) == nil)
  }
}
