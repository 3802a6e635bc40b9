import Diagnostics
import Kubernetes
import Kustomize
import Testing
import YAML

struct HostileInputTests {
  @Test func `deep nesting is refused`() throws {
    let findings = try refusal([
      "app/kustomization.yaml": "resources: [d.yaml]\n",
      "app/d.yaml": "a: " + String(repeating: "[", count: 50_000),
    ])
    #expect(findings.first?.rule == "yaml/limit")
  }

  @Test func `an alias bomb is refused`() throws {
    var source = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      source += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let findings = try refusal([
      "app/kustomization.yaml": "resources: [d.yaml]\n", "app/d.yaml": source,
    ])
    #expect(findings.first?.rule == "yaml/limit")
  }

  @Test func `ten thousand documents render in their order`() throws {
    let documents = (0..<10_000).map { "{apiVersion: v1, kind: Secret, metadata: {name: s\($0)}}" }
    let rendering = try render([
      "app/kustomization.yaml": "namespace: a\nnamePrefix: p-\nresources: [d.yaml]\n",
      "app/d.yaml": documents.joined(separator: "\n---\n"),
    ])
    #expect(rendering.objects.count == 10_000)
    #expect(rendering.objects.last?.object.name == "p-s9999")
  }

  @Test func `bases that double at each level end at the limit`() throws {
    var files = ["b0/kustomization.yaml": "resources: [d.yaml]\n", "b0/d.yaml": deployment]
    for level in 1...40 {
      files["b\(level)/kustomization.yaml"] = """
        namePrefix: a-
        resources: [../l\(level), ../r\(level)]
        """
      for side in ["l", "r"] {
        files["\(side)\(level)/kustomization.yaml"] = """
          namePrefix: \(side)-
          resources: [../b\(level - 1)]
          """
      }
    }
    let findings = try refusal(files, directory: "b40")
    #expect(findings.first?.rule == .limit)
  }

  @Test func `a chain of bases has an end`() throws {
    var files = ["b0/kustomization.yaml": "resources: [d.yaml]\n", "b0/d.yaml": deployment]
    for level in 1...100 {
      files["b\(level)/kustomization.yaml"] = "resources: [../b\(level - 1)]\n"
    }
    let findings = try refusal(files, directory: "b100")
    #expect(findings.first?.rule == .limit)
  }

  @Test func `names with any byte are text like any other`() throws {
    let name = (1..<128).filter { $0 != 127 }.map { String(Character(Unicode.Scalar($0))) }
      .joined()
    let quoted = name.unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16)
      return "\\x" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
    let rendering = try render([
      "app/kustomization.yaml": "namePrefix: p-\nresources: [d.yaml]\n",
      "app/d.yaml": "{apiVersion: v1, kind: Secret, metadata: {name: \"\(quoted)\"}}",
    ])
    #expect(rendering.objects.first?.object.name == "p-" + name)
    #expect(try !rendering.printed().isEmpty)
  }

  @Test func `a pattern cannot take forever`() throws {
    let rendering = try render([
      "app/kustomization.yaml": """
      resources: [d.yaml]
      patches:
      - target: {name: (a+)+b}
        patch: |-
          - {op: remove, path: /spec}
      """,
      "app/d.yaml": """
      {apiVersion: v1, kind: Secret, metadata: {name: \(String(repeating: "a", count: 60))}}
      """,
    ])
    #expect(rendering.objects.count == 1)
  }

  @Test func `a generator of many keys takes them all`() throws {
    let lines = (0..<20_000).map { "K\($0)=\($0)" }.joined(separator: "\n")
    let map = try render([
      "app/kustomization.yaml": "configMapGenerator: [{name: a, envs: [e]}]\n", "app/e": lines,
    ]).object("ConfigMap")
    #expect(map["data"]?.mapping?.count == 20_000)
  }
}
