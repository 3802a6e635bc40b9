import Admission
import Testing
import YAML

/// What of the warnings of policies a server sends.
struct ClientWarningTests {
  private func warnings(of messages: [String]) throws -> [String] {
    let validations = messages.map {
      "{expression: 'object == null', messageExpression: \(Node.string($0).json)}"
    }
    let spec = "validations: [\(validations.joined(separator: ", "))]"
    return try PolicyFixture(PolicyFixture.policy(spec, actions: "[Warn]"))
      .verdict(on: PolicyFixture.configMap()).warnings
  }

  private static let beginning =
    "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'p-binding': "

  @Test func `an equal warning is sent once`() throws {
    #expect(
      try warnings(of: ["'a'", "'b'", "'a'"]) == ["a", "b"].map { Self.beginning + $0 })
  }

  @Test func `a warning with a control character is not sent`() throws {
    #expect(try warnings(of: [#"'a\tb'"#, "'c'"]) == [Self.beginning + "c"])
  }

  @Test func `an expression of several lines that has no message warns nobody`() throws {
    let spec = "validations:\n  - expression: |-\n      object ==\n      null"
    let verdict = try PolicyFixture(PolicyFixture.policy(spec, actions: "[Warn]"))
      .verdict(on: PolicyFixture.configMap())
    #expect(verdict.failures.count == 1)
    #expect(verdict.warnings == [])
  }

  @Test func `each warning is cut when all are too long together`() throws {
    let long = (0..<5).map { "'\($0)' + '\(String(repeating: "ä", count: 950))'" }
    let whole = Self.beginning.count + 951
    #expect(try warnings(of: Array(long.prefix(3))).map(\.count) == [whole, whole, whole])
    #expect(try warnings(of: long).map(\.unicodeScalars.count) == Array(repeating: 256, count: 5))
  }
}
