import Git
import TestKit
import Testing

/// `sluice render` prints what `kubectl kustomize` prints of this package's own fleet.
struct RenderTests {
  private let fleet: SampleFleet

  init() throws { fleet = try SampleFleet() }

  private static let environments = ["development", "staging", "production"]

  private func recorded(_ environment: String) throws -> String {
    let path = "\(SampleFleet.packageRoot)/Tests/Corpus/fleet/\(environment).yaml"
    return try fleet.shell("cat", [path])
  }

  @Test(arguments: environments)
  func `an environment renders to the byte`(_ environment: String) throws {
    let result = try fleet.run("render", "clusters/\(environment)")
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.outputText == (try recorded(environment)))
    #expect(try fleet.run("render", "-e", environment).output == result.output)
  }

  @Test func `all environments are one stream, whatever the width`() throws {
    let expected = try Self.environments.map { "# \($0)\n" + (try recorded($0)) }
      .joined(separator: "---\n")
    for width in ["1", "8"] {
      let result = try fleet.run("render", "--all", "--jobs", width)
      #expect(result.status == 0, "\(result.errorText)")
      #expect(result.outputText == expected)
    }
  }

  @Test func `each overlay under a path gets a file of its own`() throws {
    let result = try fleet.run("render", "--all", "clusters", "--output-directory", "out/all")
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.outputText == "")
    #expect(
      try fleet.shell("ls", ["out/all"])
        == "base\ndevelopment.yaml\nproduction.yaml\nstaging.yaml\n")
    #expect(try fleet.read("out/all/staging.yaml") == (try recorded("staging")))
  }

  @Test func `nothing is written unless every overlay renders`() throws {
    try fleet.replace("namespace: ml-staging", with: "nmespace: ml-staging", in: Self.staging)
    let result = try fleet.run("render", "--all", "clusters", "--output-directory", "out")
    #expect(result.status == 2)
    #expect(result.errorText.contains("did you mean"))
    #expect(try fleet.run("render", "--all").outputText == "")
    #expect(throws: SampleFleet.Spoilt.self) { try fleet.shell("ls", ["out"]) }
  }

  private static let staging = "clusters/staging/kustomization.yaml"

  @Test func `the output goes to a file and the order can be chosen`() throws {
    try fleet.repository.write("resources: [a.yaml]\n", to: "k/kustomization.yaml")
    try fleet.repository.write(
      """
      {apiVersion: v1, kind: Service, metadata: {name: svc}}
      ---
      {apiVersion: v1, kind: Namespace, metadata: {name: ns}}
      """, to: "k/a.yaml")
    let service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: svc\n"
    let namespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ns\n"
    #expect(try fleet.run("render", "k").outputText == "\(namespace)---\n\(service)")
    let result = try fleet.run("render", "k", "--reorder", "none", "-o", "k.yaml")
    #expect(result.outputText == "")
    #expect(try fleet.read("k.yaml") == "\(service)---\n\(namespace)")
  }

  @Test func `files beside a kustomization's directory are read where that is asked for`() throws {
    try fleet.repository.write("resources: [../b/a.yaml]\n", to: "k/kustomization.yaml")
    try fleet.repository.write(
      "{apiVersion: v1, kind: Namespace, metadata: {name: ns}}\n", to: "b/a.yaml")
    let restrictor = "--load-restrictor"
    let refused = try fleet.run("render", "k")
    #expect(refused.status == 2)
    #expect(refused.errorText.contains("\(restrictor) LoadRestrictionsNone"))
    #expect(
      try fleet.run("render", "k", restrictor, "LoadRestrictionsNone").outputText
        == "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ns\n")
    #expect(try fleet.run("check", "k").status == 2)
    #expect(try fleet.run("check", "k", restrictor, "LoadRestrictionsNone").status == 0)
  }

  @Test func `a trace leads to the lines that set a field`() throws {
    let field = "data.queue_capacity"
    let result = try fleet.run("trace", "production", "ConfigMap/model-config", field)
    #expect(result.status == 0, "\(result.errorText)")
    let lines = result.outputText.split(separator: "\n").dropFirst()
    #expect(
      lines.first?.hasPrefix(
        try fleet.place(of: "queue_capacity=", in: "clusters/production/kustomization.yaml")
          .split(separator: ":").dropLast().joined(separator: ":")) == true, "\(lines)")
    let missing = try fleet.run("trace", "prodction", "Deployment/loan-api")
    #expect(missing.status == 2)
    #expect(missing.errorText.contains("did you mean production?"))
  }
}
