import LanguageServer
import Testing
import YAML

struct NavigationTests {
  private let deployment = "clusters/base/deployment.yaml"
  private let service = "clusters/base/service.yaml"
  private let settings = "clusters/base/settings.yaml"
  private let patch = "clusters/production/replicas.yaml"
  private let production = "clusters/production/kustomization.yaml"

  /// The places of an answer, as `path:line`, lines from 0.
  private func places(_ method: String, _ path: String, _ line: Int, _ character: Int)
    async throws -> [String]
  {
    var editor = try Editor()
    editor.open(path, try #require(Editor.files[path]))
    let id = editor.ask(method, path, line, character)
    let root = editor.uri("")
    return try #require(await editor.converse().result(id)?.elements).map { place in
      let uri = place["uri"]?.string ?? ""
      let line = place["range"]?["start"]?["line"]?.scalarText ?? ""
      return "\(uri.dropFirst(root.count)):\(line)"
    }
  }

  @Test func `a patch leads to the field that it replaces, and that to the patch`() async throws {
    #expect(try await places("definition", patch, 5, 4) == ["\(deployment):6"])
    #expect(try await places("definition", deployment, 6, 12) == ["\(patch):5"])
  }

  @Test func `an entry of images leads to the container, and the container to it`() async throws {
    #expect(try await places("definition", production, 3, 46) == ["\(deployment):15"])
    #expect(try await places("definition", deployment, 15, 20) == ["\(production):3"])
  }

  @Test func `the name of a ConfigMap leads to it, and it to its users`() async throws {
    #expect(try await places("definition", deployment, 18, 24) == ["\(settings):3"])
    #expect(try await places("references", settings, 3, 10) == ["\(deployment):18"])
    #expect(try await places("references", settings, 1, 8) == ["\(deployment):18"])
  }

  @Test func `a selector leads to the workload, and the workload to it`() async throws {
    #expect(try await places("definition", service, 6, 10) == ["\(deployment):3"])
    #expect(try await places("references", deployment, 3, 9) == ["\(service):6"])
  }

  @Test func `what a kustomization names is opened`() async throws {
    #expect(
      try await places("definition", production, 1, 14) == ["clusters/base/kustomization.yaml:0"])
    #expect(try await places("definition", production, 5, 12) == ["\(patch):0"])
    #expect(
      try await places("definition", "clusters/pipeline.yaml", 4, 32)
        == ["clusters/staging/kustomization.yaml:0"])
  }

  @Test func `the settings of a field are its references`() async throws {
    #expect(try await places("references", deployment, 6, 12) == ["\(patch):5"])
  }

  @Test func `a text is shown as its objects and their fields`() async throws {
    var editor = try Editor()
    editor.open(deployment, Editor.deployment)
    let id = editor.ask("documentSymbol", deployment, 0, 0)
    let symbols = try #require(await editor.converse().result(id)?.elements)
    #expect(symbols.map { $0["name"]?.string } == ["Deployment/web"])
    #expect(
      symbols[0]["children"]?.elements?.compactMap { $0["name"]?.string } == ["metadata", "spec"])
  }
}
