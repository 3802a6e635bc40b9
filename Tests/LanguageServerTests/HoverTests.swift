import LanguageServer
import Testing
import YAML

struct HoverTests {
  private let path = "clusters/base/deployment.yaml"

  private func hover(_ path: String, _ line: Int, _ character: Int, _ text: String? = nil)
    async throws -> String?
  {
    var editor = try Editor()
    editor.open(path, try #require(text ?? Editor.files[path]))
    let id = editor.ask("hover", path, line, character)
    return await editor.converse().result(id)?["contents"]?["value"]?.string
  }

  @Test func `a field says its type and its value in each environment, with what set it`()
    async throws
  {
    let text = try #require(await hover(path, 6, 4))
    #expect(text.hasPrefix("**` spec.replicas `** Deployment\n\ninteger"))
    #expect(
      text.contains(
        "- **staging**: ` Deployment/web spec.replicas `\n  - ` 2 ` document, "))
    #expect(
      text.contains(
        "  - ` 5 ` strategic merge patch, [` clusters/production/replicas.yaml:6 `](file://"))
    #expect(text.contains("  - ` 2 ` document, [` clusters/base/deployment.yaml:7 `]"))
  }

  @Test func `an entry of images says what it sets`() async throws {
    let text = try #require(await hover("clusters/production/kustomization.yaml", 3, 44))
    #expect(text.contains("spec.template.spec.containers[0].image"))
    #expect(text.contains("` registry.example.com/web:2.1 `"))
    // The same field elsewhere says what another value there is.
    #expect(text.contains("- **staging**"))
    #expect(text.contains("` registry.example.com/web ` document"))
  }

  @Test func `a patch's field says what it is where it does not reach`() async throws {
    let text = try #require(await hover("clusters/production/replicas.yaml", 5, 4))
    #expect(text.contains("- **staging**: ` Deployment/web spec.replicas `\n  - ` 2 ` document"))
    #expect(text.contains("- **production**: ` Deployment/web spec.replicas `\n  - ` 5 `"))
  }

  @Test func `what is the same in several environments is said once`() async throws {
    let text = try #require(await hover(path, 15, 12))
    #expect(text.contains("- **staging**") && text.contains("- **production**"))
    let name = try #require(await hover("clusters/base/settings.yaml", 5, 3))
    #expect(name.contains("- **staging, production**: ` ConfigMap/settings data.mode `"))
  }

  @Test func `what the server takes for an absent field is said`() async throws {
    let text = try #require(await hover(path, 6, 4))
    #expect(text.contains("; default ` 1 `"))
    // What it writes for want of a value is none.
    #expect(try #require(await hover(path, 18, 25)).contains("default") == false)
  }

  @Test func `a kind says since when it is there, and a kustomization's field what it does`()
    async throws
  {
    let kind = try #require(await hover(path, 1, 3))
    #expect(kind.contains("since 1.9") && !kind.contains("staging"))
    let field = try #require(await hover("clusters/production/kustomization.yaml", 2, 2))
    #expect(field.hasPrefix("**` images `** Kustomization\n\nlist of mapping"))
    #expect(field.contains("other names, tags and digests"))
  }

  @Test func `a field says which values it may have and since when it is there`() async throws {
    let pod = """
      apiVersion: v1
      kind: Pod
      metadata: {name: one}
      spec:
        restartPolicy: Never
        hostUsers: false
        containers: []

      """
    let policy = try #require(await hover("pod.yaml", 4, 4, pod))
    #expect(policy.contains("one of ` Always `, ` Never `, ` OnFailure `"))
    let users = try #require(await hover("pod.yaml", 5, 4, pod))
    #expect(users.contains("since Kubernetes 1.25"))
    #expect(try #require(await hover("pod.yaml", 1, 8, pod)).contains("Pod"))
  }

  @Test func `a secret is not told`() async throws {
    let secret = """
      apiVersion: v1
      kind: Secret
      metadata: {name: settings}
      stringData: {password: hunter2-very-secret}

      """
    var editor = try Editor([
      "clusters/base/kustomization.yaml": "resources: [deployment.yaml, secret.yaml]\n"
    ])
    editor.open("clusters/base/secret.yaml", secret)
    let id = editor.ask("hover", "clusters/base/secret.yaml", 3, 28)
    let text = await editor.converse().result(id)?["contents"]?["value"]?.string
    #expect(try #require(text).contains("<hidden>"))
    #expect(text?.contains("hunter2") == false)
  }

  @Test func `a finding says what its rule wants`() async throws {
    let text = try #require(
      await hover(path, 6, 4, Editor.deployment.replacing("replicas: 2", with: "replica: 2")))
    #expect(text.contains("**` api/decoding `** unknown field"))
    #expect(text.contains("Instead: "))
  }

  @Test func `where nothing stands nothing is said`() async throws {
    #expect(try await hover(path, 40, 0) == nil)
    #expect(try await hover(path, 0, 0, "{") == nil)
  }
}
