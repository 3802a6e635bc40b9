import Git
import TestKit
import Testing

/// In no repository, the current directory is what is worked on, and paths are absolute.
struct OutsideRepositoryTests {
  private let fixture: GitFixture
  private let sluice: BuiltCommand
  /// A directory in no repository, with an environment and a base beside it.
  private let path: String

  init() throws {
    fixture = try GitFixture()
    sluice = try BuiltCommand()
    path = "\(fixture.root)/plain"
    try fixture.write("resources: [../../base]\n", to: "\(path)/apps/prod/kustomization.yaml")
    try fixture.write("resources: [map.yaml]\n", to: "\(path)/base/kustomization.yaml")
    try fixture.write(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {a: 1}\n",
      to: "\(path)/base/map.yaml")
  }

  private func run(_ arguments: String...) throws -> ChildProcess.Result {
    var process = ChildProcess(
      sluice.path, arguments, environment: fixture.environment, in: path)
    process.timeLimit = .seconds(120)
    return try process.run()
  }

  @Test func `the current directory is checked, and nothing outside of it`() throws {
    let result = try run("check")
    #expect(result.status == 1, "\(result.errorText)")
    #expect(
      result.findings.contains { $0.hasPrefix("\(path)/base/map.yaml:4:11: error: ") },
      "\(result.outputText)")
    #expect(result.outputText.contains("coverage: 1 object in prod"), "\(result.outputText)")
  }

  @Test func `a kind that nothing explains is looked for in the current directory alone`() throws {
    try fixture.write(
      "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n", to: "\(path)/base/map.yaml"
    )
    let result = try run("check")
    #expect(result.outputText.contains("Widget"), "\(result.outputText)\(result.errorText)")
  }

  @Test func `what is missing is named by its absolute path`() throws {
    let missing = try run("render", "nowhere")
    #expect(missing.status == 2)
    #expect(missing.errorText.contains("there is no \(path)/nowhere"), "\(missing.errorText)")
    try fixture.write("resources: [gone.yaml]\n", to: "\(path)/base/kustomization.yaml")
    let broken = try run("render", "apps/prod")
    #expect(
      broken.errorText.contains(
        "\(path)/base/kustomization.yaml:1:13: error: \"gone.yaml\" does not exist: "
          + "there is no \(path)/base/gone.yaml"), "\(broken.errorText)")
  }

  @Test func `targets are listed and counted by their absolute paths`() throws {
    let list = try run("environments")
    #expect(
      list.outputText.contains("\n  prod: \(path)/apps/prod, ")
        || list.outputText.contains("\n  \(path)/apps/prod, "), "\(list.outputText)")
    try fixture.write("resources: [gone.yaml]\n", to: "\(path)/base/kustomization.yaml")
    let broken = try run("check")
    #expect(
      broken.outputText.contains("do not render: prod: \(path)/apps/prod\n"),
      "\(broken.outputText)")
  }

  @Test func `a trace points at absolute paths`() throws {
    let trace = try run("trace", "apps/prod", "ConfigMap/map", "data.a")
    #expect(
      trace.outputText == "ConfigMap/map data.a\n\(path)/base/map.yaml:4:11: 1 (document)\n",
      "\(trace.errorText)")
  }
}
