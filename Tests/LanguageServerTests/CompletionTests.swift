import LanguageServer
import Testing
import YAML

struct CompletionTests {
  private let path = "clusters/base/deployment.yaml"

  /// What is offered at the end of a line of a text.
  private func labels(_ text: String, at line: Int, in path: String) async throws -> [String] {
    var editor = try Editor()
    // What is whole is known first.
    editor.open(path, Editor.files[path] ?? "")
    editor.ask("codeAction", path, 0, 0)
    editor.notify(
      "textDocument/didChange",
      """
      {"textDocument": {"uri": "\(editor.uri(path))", "version": 2}, \
      "contentChanges": [{"text": \(Node.string(text).json)}]}
      """)
    let id = editor.ask("completion", path, line, 200)
    return try #require(await editor.converse().result(id)?.elements).compactMap {
      $0["label"]?.string
    }
  }

  @Test func `the fields that an object lacks are offered`() async throws {
    let text = Editor.deployment.replacing("  replicas: 2\n", with: "  replicas: 2\n  min\n")
    let labels = try await labels(text, at: 7, in: path)
    #expect(labels.contains("minReadySeconds"))
    #expect(labels.contains("strategy"))
    #expect(!labels.contains("replicas") && !labels.contains("selector"))
  }

  @Test func `inside of lists the fields of their entries are offered`() async throws {
    let text = Editor.deployment.replacing(
      "image: registry", with: "ima\n          x: registry")
    let labels = try await labels(text, at: 15, in: path)
    #expect(labels.contains("imagePullPolicy"))
    #expect(!labels.contains("envFrom"))
  }

  @Test func `values that a schema lists are offered`() async throws {
    let text = Editor.deployment.replacing(
      "          envFrom:", with: "          imagePullPolicy: \n          envFrom:")
    #expect(try await labels(text, at: 16, in: path) == ["Always", "IfNotPresent", "Never"])
  }

  @Test func `names of objects are offered where one is named`() async throws {
    let text = Editor.deployment.replacing("name: settings", with: "name: ")
    #expect(try await labels(text, at: 18, in: path) == ["settings"])
  }

  @Test func `kinds are offered by their version, and versions by their kind`() async throws {
    let kinds = try await labels("apiVersion: apps/v1\nkind: ", at: 1, in: "new.yaml")
    #expect(kinds.contains("StatefulSet") && !kinds.contains("Pod"))
    let versions = try await labels("apiVersion: \nkind: CronJob\n", at: 0, in: "new.yaml")
    #expect(versions == ["batch/v1"])
  }

  @Test func `labels of pods are offered to selectors`() async throws {
    let path = "clusters/base/service.yaml"
    let text = try #require(Editor.files[path])
    #expect(
      try await labels(text.replacing("    app: web", with: "    ap"), at: 6, in: path) == ["app"])
    #expect(
      try await labels(text.replacing("    app: web", with: "    app: "), at: 6, in: path)
        == ["web"])
  }

  @Test func `in remarks and blocks of text nothing is offered`() async throws {
    #expect(try await labels("apiVersion: v1\n# ki", at: 1, in: "new.yaml").isEmpty)
    #expect(
      try await labels(
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    ki", at: 4, in: "new.yaml"
      ).isEmpty)
  }

  @Test func `inside of brackets the same is offered as outside`() async throws {
    let path = "clusters/base/service.yaml"
    let service = try #require(Editor.files[path])
    let fields = try await Editor().offered(
      service.replacing("targetPort: 8080", with: "targetPort: 8080, |"), in: path)
    #expect(fields.labels.contains("nodePort") && fields.labels.contains("protocol"))
    #expect(!fields.labels.contains("port") && !fields.labels.contains("name"))
    let protocols = try await Editor().offered(
      service.replacing("targetPort: 8080", with: "protocol: |"), in: path)
    #expect(protocols.labels == ["SCTP", "TCP", "UDP"])
    #expect(protocols.texts["TCP"]?.contains("{name: http, port: 80, protocol: TCP}") == true)
    let modes = try await Editor().offered(
      "apiVersion: v1\nkind: PersistentVolumeClaim\nspec: {accessModes: [ReadOnlyMany, |]}\n",
      in: "claim.yaml")
    #expect(modes.labels.contains("ReadWriteOnce"))
    let lines = try await Editor().offered(
      service.replacing(
        "    - {name: http, port: 80, targetPort: 8080}", with: "    [\n      {\n        |"),
      in: path)
    #expect(lines.labels.contains("port"))
  }

  @Test func `JSON is completed as JSON`() async throws {
    let text =
      #"{"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"strategy": {"type": |}}}"#
    let types = try await Editor().offered(text, in: "one.json")
    #expect(types.labels == ["Recreate", "RollingUpdate"])
    #expect(types.texts["Recreate"] == text.replacing("|", with: #""Recreate""#))
    let quoted = try await Editor().offered(
      text.replacing("\"type\": |", with: "\"ty|\""), in: "one.json")
    #expect(quoted.texts["type"] == text.replacing("\"type\": |", with: "\"type\": "))
  }

  @Test func `a quoted word stays quoted`() async throws {
    let kinds = try await Editor().offered("apiVersion: batch/v1\nkind: \"Cr|\"\n", in: "new.yaml")
    #expect(kinds.texts["CronJob"] == "apiVersion: batch/v1\nkind: \"CronJob\"\n")
  }

  @Test func `nothing is offered that the server sets, has no more or warns of`() async throws {
    let metadata = try await labels(
      "apiVersion: v1\nkind: Pod\nmetadata:\n  ", at: 3, in: "new.yaml")
    #expect(metadata.contains("annotations") && !metadata.contains("resourceVersion"))
    let fields = try await labels("apiVersion: v1\nkind: Pod\n", at: 2, in: "new.yaml")
    #expect(fields.contains("spec") && !fields.contains("status"))
    let versions = try await labels(
      "apiVersion: \nkind: PodDisruptionBudget\n", at: 0, in: "new.yaml")
    #expect(versions == ["policy/v1"])
  }

  @Test func `a name is offered that there is in every environment, and the keys it has`()
    async throws
  {
    let more = [
      "clusters/production/kustomization.yaml": """
      namespace: web
      resources: [../base, other.yaml]

      """,
      "clusters/production/other.yaml": """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: other}
      data: {speed: slow}

      """,
    ]
    let named = try await Editor(more).offered(
      Editor.deployment.replacing("name: settings", with: "name: |"), in: path)
    #expect(named.labels == ["settings"])
    let keyed = try await Editor(more).offered(
      Editor.deployment.replacing(
        "          envFrom:\n            - configMapRef:\n                name: settings",
        with: """
                    env:
                      - name: MODE
                        valueFrom:
                          configMapKeyRef: {name: settings, key: |}
          """), in: path)
    #expect(keyed.labels == ["mode"])
  }

  @Test func `a Service is offered the ports of the containers that it selects`() async throws {
    let more = [
      path: Editor.deployment.replacing(
        "          envFrom:",
        with: "          ports: [{name: web, containerPort: 8080}]\n          envFrom:"),
      "clusters/base/kustomization.yaml":
        "resources: [deployment.yaml, service.yaml, settings.yaml, pod.yaml]\n",
      "clusters/base/pod.yaml": """
      apiVersion: v1
      kind: Pod
      metadata: {name: other, labels: {app: other}}
      spec: {containers: [{name: a, image: a:1, ports: [{name: other, containerPort: 1}]}]}

      """,
    ]
    let service = try #require(Editor.files["clusters/base/service.yaml"])
    let ports = try await Editor(more).offered(
      service.replacing("targetPort: 8080", with: "targetPort: |"), in: "clusters/base/service.yaml"
    )
    #expect(ports.labels == ["web"])
  }
}
