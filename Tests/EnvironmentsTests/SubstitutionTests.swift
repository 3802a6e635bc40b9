import Diagnostics
import Environments
import Kubernetes
import Kustomize
import TestKit
import Testing
import YAML

/// Where values and mistakes of a substitution are found again.
struct SubstitutionTests {
  private let values = SourceFile(
    path: "vars.yaml", text: "data:\n  tag: \"1.20\"\n  port: \"8080\"\n  odd: 'k: v'\n")

  private func variables(secret: Set<String> = []) -> SubstitutionVariables {
    var variables = SubstitutionVariables()
    let data = values.parsed(as: .kubernetes).documents[0].root["data"]
    for entry in data?.mapping?.entries ?? [] {
      variables[entry.name] = .init(
        entry.value.scalarText ?? "", at: entry.value.origin.location,
        isSecret: secret.contains(entry.name))
    }
    return variables
  }

  private func object(_ spec: String) -> (marked: MarkedSource, root: Node) {
    let marked = MarkedSource(
      "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec:\n\(spec)\n")
    let file = SourceFile(path: "thing.yaml", bytes: marked.bytes)
    return (marked, file.parsed(as: .kustomize).documents[0].root)
  }

  private func substituted(_ root: Node, isStrict: Bool = true) throws -> Node {
    let substitution = ObjectSubstitution(variables(), isStrict: isStrict)
    return try #require(try substitution.substituted(in: root))
  }

  private func failure(
    of root: Node, secret: Set<String> = []
  ) throws -> [Diagnostic] {
    let substitution = ObjectSubstitution(variables(secret: secret), isStrict: true)
    let failure = #expect(throws: SubstitutionFailure.self) {
      try substitution.substituted(in: root)
    }
    return try #require(failure).diagnostics
  }

  @Test func `a value's origin is the variable's value, behind it the line that used it`() throws {
    let (marked, root) = object("  port: \"1️⃣${port}\"")
    let port = try #require(try substituted(root)["spec"]?["port"])
    #expect(port.scalar == Scalar(text: "8080", type: .integer))
    #expect(port.origin.setter == .substitution)
    #expect(port.origin.location?.file.path == "vars.yaml")
    #expect(port.origin.location?.text == "\"8080\"")
    let used = try #require(port.origin.chain.dropFirst().first)
    #expect(used.origin.location?.file.path == "thing.yaml")
    #expect(used.origin.location?.range.lowerBound == marked.offsets[0])
    #expect(used.value?.text == "${port}")
  }

  @Test func `a value of several variables knows each of them`() throws {
    let (_, root) = object("  image: web:${tag}-${port}")
    let image = try #require(try substituted(root)["spec"]?["image"])
    #expect(image.string == "web:1.20-8080")
    #expect(
      image.origin.chain.map { $0.origin.location?.text } == ["\"1.20\"", "\"8080\"", "${tag}"])
  }

  @Test func `a default's origin is the expression that holds it`() throws {
    let (marked, root) = object("  size: 1️⃣${size:=3}")
    let size = try #require(try substituted(root)["spec"]?["size"])
    #expect(size.scalar?.integer == 3)
    #expect(size.origin.location?.range.lowerBound == marked.offsets[0])
  }

  @Test func `what no variable changes keeps its origin`() throws {
    let (marked, root) = object("  a: 1️⃣'yes'\n  b: ${port}\n  c: [2️⃣x, '${tag}']")
    let spec = try #require(try substituted(root)["spec"])
    #expect(spec["a"]?.scalar == Scalar(string: "yes", style: .singleQuoted))
    #expect(spec["a"]?.origin.location?.range.lowerBound == marked.offsets[0])
    #expect(spec["c"]?.elements?[0].origin.location?.range.lowerBound == marked.offsets[1])
    #expect(spec["c"]?.elements?[0].origin.setter == .document)
  }

  @Test func `keys are substituted, and sorting does not mix up what belongs to which`() throws {
    let (_, root) = object("  z: first\n  ${port}: second\n  a: third")
    let spec = try #require(try substituted(root)["spec"])
    #expect(spec["8080"]?.string == "second")
    #expect(spec["8080"]?.origin.location?.text == "second")
    #expect(spec["a"]?.origin.location?.text == "third")
    #expect(spec["z"]?.origin.location?.text == "first")
  }

  @Test func `each undefined variable is a finding at the line that uses it`() throws {
    let (marked, root) = object(
      "  a: \"x ${tag} 1️⃣${one}\"\n  b: |\n    echo\n    2️⃣${two} ${tag}\n  c: ok")
    let found = try failure(of: root)
    #expect(found.map(\.rule) == ["flux/undefined-variable", "flux/undefined-variable"])
    #expect(found.map { $0.primary?.range.lowerBound } == marked.offsets)
    #expect(found.map { $0.primary?.text } == ["${one}", "${two}"])
    #expect(found[0].message == "the variable one is not defined")
  }

  @Test func `an expression that cannot be read is a finding at its place`() throws {
    let (marked, root) = object("  a: ${tag}\n  b: x 1️⃣${tag-x}")
    let found = try failure(of: root)
    #expect(found.map { $0.primary?.range.lowerBound } == [marked.offsets[0]])
    #expect(
      found[0].message == "this expression cannot be substituted: missing closing brace")
  }

  @Test func `a value that ends the text's being YAML is found at both places`() throws {
    let (marked, root) = object("  a: ${tag}\n  b: 1️⃣${odd}")
    let found = try failure(of: root)
    #expect(found.map { $0.primary?.range.lowerBound } == [marked.offsets[0]])
    #expect(found[0].related.map { $0.location?.text } == ["'k: v'"])
    #expect(found[0].message.hasPrefix("with the value of ${odd}, the object is no YAML"))
    let secret = try failure(of: root, secret: ["odd"])
    #expect(secret[0].message == "with the value of ${odd}, the object cannot be read")
  }

  @Test func `a name that Flux refuses is a finding at the variable`() throws {
    let (_, root) = object("  a: b")
    let found = #expect(throws: SubstitutionFailure.self) {
      try ObjectSubstitution(SubstitutionVariables(["a-b": ""]), isStrict: false)
        .substituted(in: root)
    }
    #expect(found?.diagnostics[0].message == "Flux takes no variable of the name \"a-b\"")
  }

  @Test func `letters change one by one, as in Go`() throws {
    let text = "${v^^} ${v,,} ${w^} ${w,,}"
    let variables = SubstitutionVariables(["v": "Straße ǆ", "w": "ᾳİ"])
    let result = try SubstitutedText(Array(text.utf8), variables, isStrict: true)
    #expect(String(decoding: result.bytes, as: UTF8.self) == "STRAßE Ǆ straße ǆ ᾼİ ᾳi")
  }

  @Test func `what would take for ever or grow out of bounds is refused`() {
    let long = String(repeating: "a", count: 200_000)
    let variables = SubstitutionVariables(["v": long])
    for text in [
      "${v##\(String(repeating: "*a", count: 30))b}", String(repeating: "${v}", count: 400),
      "${v//a/\(long)}", String(repeating: "${v:-", count: 5000),
    ] {
      #expect(throws: SubstitutionErrors.self) {
        _ = try SubstitutedText(Array(text.utf8), variables, isStrict: true)
      }
    }
  }

  @Test func `standard input is substituted line by line`() throws {
    let input = SourceFile(path: "<stdin>", text: "a ${x}\r\n${y:=z}\n\n$${x}")
    let substitution = LineSubstitution(SubstitutionVariables(["x": "1"]), isStrict: true)
    let output = try substitution.substituted(input)
    #expect(String(decoding: output, as: UTF8.self) == "a 1\nz\n\n${x}\n")
    let failure = #expect(throws: SubstitutionFailure.self) {
      try substitution.substituted(SourceFile(path: "<stdin>", text: "a\nb ${z}\n${"))
    }
    #expect(failure?.diagnostics.map { $0.primary?.position.line } == [2, 3])
  }
}
