import Diagnostics
import Testing

struct FingerprintTests {
  private func finding(
    _ text: String, in source: String, message: String = "m", object: String? = nil,
    field: String? = nil, aspect: String? = nil, hidesSource: Bool = false
  ) throws -> Diagnostic {
    let file = SourceFile(path: "a.yaml", text: source)
    let start = try #require(source.utf8.firstRange(of: text.utf8)).lowerBound
    let offset = source.utf8.distance(from: source.startIndex, to: start)
    return Diagnostic(
      rule: "a/a", aspect: aspect, severity: .error, message: message,
      primary: Location(file: file, range: ByteRange(offset, offset + text.utf8.count)),
      object: object, field: field, hidesSource: hidesSource)
  }

  private let source = """
    images:
      - name: api
        tag: one
      - name: worker
        tag: two
    replicas:
      - name: api
        tag: three
    """

  @Test func `it outlives lines that come and go, another wording and another value`() throws {
    let before = try finding("two", in: source)
    let after = try finding(
      "four", in: "# new\n\n" + source.replacing("two", with: "four"), message: "n")
    #expect(before.fingerprint == after.fingerprint)
  }

  @Test func `alike findings of one file are told apart by where they stand`() throws {
    let all = try ["one", "two", "three"].map { try finding($0, in: source) }
    #expect(Set(all.map(\.fingerprint)).count == 3)
  }

  @Test func `mending the first of two does not rename the second`() throws {
    let both = [try finding("one", in: source), try finding("two", in: source)]
    let mended = source.replacing("    tag: one\n", with: "")
    #expect([try finding("two", in: mended)].fingerprints == [both.fingerprints[1]])
  }

  @Test func `an object's field is the same wherever a file sets it`() throws {
    let one = try finding("one", in: source, object: "Pod/a", field: "spec.replicas")
    let two = try finding("two", in: source, object: "Pod/a", field: "spec.replicas")
    #expect(one.fingerprint == two.fingerprint)
    #expect([one, two].fingerprints[1] == one.fingerprint + ":2")
  }

  @Test func `a position in a list is no part of it, and the entry's name is`() throws {
    func fingerprint(_ field: String, _ entries: [String] = []) throws -> String {
      var finding = try finding("one", in: source, object: "Pod/a", field: field)
      finding.entries = entries
      return finding.fingerprint
    }
    let first = try fingerprint("spec.containers[0].image", ["api"])
    #expect(try fingerprint("spec.containers[12].image", ["api"]) == first)
    #expect(try fingerprint("spec.containers[0].image", ["worker"]) != first)
    #expect(try fingerprint("spec.containers[0].name", ["api"]) != first)
    #expect(try fingerprint("metadata.labels[a/0]") != fingerprint("metadata.labels[a/1]"))
  }

  @Test func `two demands of one rule on one field are two findings`() throws {
    let findings = try ["a", "b"].map {
      try finding("one", in: source, object: "Pod/a", field: "spec.replicas", aspect: $0)
    }
    #expect(Set(findings.map(\.fingerprint)).count == 2)
  }

  @Test func `no value goes into it, nor whether the value is hidden`() throws {
    let source = "literals:\n  - PASSWORD=hunter2\n"
    let other = source.replacing("hunter2", with: "hunter3")
    let findings = [
      try finding("hunter2", in: source), try finding("hunter2", in: source, hidesSource: true),
      try finding("hunter3", in: other),
    ]
    #expect(Set(findings.map(\.fingerprint)).count == 1)
    let bare = try ["hunter2", "hunter3"].map { password in
      try finding(password, in: "args:\n  - \(password)\n", hidesSource: true)
    }
    #expect(Set(bare.map(\.fingerprint)).count == 1)
  }
}

struct CoverageTests {
  @Test func `parts of a run add up, and a policy that applied in one applied`() {
    var sum = Coverage(
      environments: ["a"], objects: 1, matchedPolicies: ["p"], unmatchedPolicies: ["q", "r"],
      uncheckedKinds: ["K": 1], undecided: 1)
    sum += Coverage(
      environments: ["a", "b"], objects: 2, matchedPolicies: ["q"], unmatchedPolicies: ["p", "r"],
      uncheckedKinds: ["K": 1, "L": 1])
    #expect(
      sum
        == Coverage(
          environments: ["a", "b"], objects: 3, matchedPolicies: ["p", "q"],
          unmatchedPolicies: ["r"], uncheckedKinds: ["K": 2, "L": 1], undecided: 1))
  }
}
