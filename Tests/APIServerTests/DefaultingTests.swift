import APIServer
import Testing
import YAML

struct DefaultingTests {
  @Test func `a defaulted value has an origin of its own`() {
    #expect(Origin.Setter.defaulted != .document)
  }
}
