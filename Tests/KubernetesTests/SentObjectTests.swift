import Diagnostics
import Kubernetes
import Testing
import YAML

/// What becomes of an object's numbers on the way from YAML to a server.
struct SentObjectTests {
  private func object(_ number: String) throws -> KubernetesObject {
    let file = SourceFile(path: "o.yaml", text: "{kind: K, a: [{n: \(number)}]}")
    return KubernetesObject(try #require(file.parsed(as: .kubernetes).documents.first).root)
  }

  @Test(arguments: [
    ("3.0", "3"), ("1e2", "100"), ("1.0e+2", "100"), ("!!float 3", "3"), (".5", "0.5"),
    ("1e9", "1000000000"), ("1e21", "1e+21"), ("-0.0", "-0"), ("1_000.0", "1000"), ("7", "7"),
  ])
  func `a number is sent in JSON's form`(_ written: String, _ sent: String) throws {
    #expect(try object(written).sent.root[["a", 0, "n"]]?.json == sent)
  }

  @Test func `a whole number is an integer to whoever reads it`() throws {
    #expect(try object("3.0").sent.root[["a", 0, "n"]]?.scalar?.integer == 3)
    #expect(try object("\"3.0\"").sent.root[["a", 0, "n"]]?.string == "3.0")
  }

  @Test(arguments: [".inf", "-.inf", ".nan"])
  func `what JSON has no number for is told with its place`(_ written: String) throws {
    let found = try #require(try object(written).unsendableNumber)
    #expect(found.path == ["a", 0, "n"])
    #expect(found.node.origin.location?.text == written)
  }

  @Test func `an object without such a number has none`() throws {
    #expect(try object("1.5").unsendableNumber == nil)
  }
}
