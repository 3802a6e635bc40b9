import Diagnostics
import Environments
import LanguageServer
import Synchronization
import TestKit
import Values
import YAML

/// An editor on a small repository: it says all that it has to say, and reads what it was told.
struct Editor {
  let repository: GitFixture
  private var messages: [String] = []
  private var requests = 0
  /// What it says it can do.
  var capabilities = #"{"general": {"positionEncodings": ["utf-8", "utf-16"]}}"#

  static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
      labels: {app: web}
    spec:
      replicas: 2
      selector:
        matchLabels: {app: web}
      template:
        metadata:
          labels: {app: web}
        spec:
          containers:
            - name: app
              image: registry.example.com/web
              envFrom:
                - configMapRef:
                    name: settings

    """

  /// The files of the repository, before a test adds its own.
  static let files = [
    "clusters/pipeline.yaml": """
    apiVersion: sluice.dev/v1alpha1
    kind: Pipeline
    policies: []
    environments:
      - {name: staging, path: staging}
      - {name: production, path: production, from: staging}

    """,
    "clusters/base/kustomization.yaml": """
    resources: [deployment.yaml, service.yaml, settings.yaml]

    """,
    "clusters/base/deployment.yaml": deployment,
    "clusters/base/service.yaml": """
    apiVersion: v1
    kind: Service
    metadata:
      name: web
    spec:
      selector:
        app: web
      ports:
        - {name: http, port: 80, targetPort: 8080}

    """,
    "clusters/base/settings.yaml": """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    data:
      mode: fast

    """,
    "clusters/staging/kustomization.yaml": """
    namespace: web-staging
    resources: [../base]

    """,
    "clusters/production/kustomization.yaml": """
    namespace: web
    resources: [../base]
    images:
      - {name: registry.example.com/web, newTag: "2.1"}
    patches:
      - path: replicas.yaml

    """,
    "clusters/production/replicas.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: 5

    """,
  ]

  init(_ extra: [String: String] = [:]) throws {
    repository = try GitFixture()
    for (path, text) in Self.files.merging(extra, uniquingKeysWith: { $1 }) {
      try repository.write(text, to: path)
    }
  }

  // MARK: Saying

  func uri(_ path: String) -> String { "file://\(repository.path)/\(path)" }

  mutating func notify(_ method: String, _ parameters: String) {
    messages.append(#"{"jsonrpc": "2.0", "method": "\#(method)", "params": \#(parameters)}"#)
  }

  /// Asks for something, and gives the number under which it is answered.
  @discardableResult
  mutating func request(_ method: String, _ parameters: String) -> Int {
    requests += 1
    messages.append(
      #"{"jsonrpc": "2.0", "id": \#(requests), "method": "\#(method)", "params": \#(parameters)}"#)
    return requests
  }

  mutating func say(_ message: String) { messages.append(message) }

  mutating func open(_ path: String, _ text: String) {
    notify(
      "textDocument/didOpen",
      """
      {"textDocument": {"uri": "\(uri(path))", "languageId": "yaml", "version": 1, \
      "text": \(Node.string(text).json)}}
      """)
  }

  /// Asks something of a position of an open text.
  @discardableResult
  mutating func ask(_ method: String, _ path: String, _ line: Int, _ character: Int) -> Int {
    request(
      "textDocument/\(method)",
      """
      {"textDocument": {"uri": "\(uri(path))"}, \
      "position": {"line": \(line), "character": \(character)}, \
      "range": {"start": {"line": \(line), "character": \(character)}, \
      "end": {"line": \(line), "character": \(character)}}, "context": {"diagnostics": []}}
      """)
  }

  // MARK: Listening

  /// What the editor was told.
  struct Told {
    fileprivate(set) var messages: [Node] = []
    fileprivate(set) var ending: LanguageServer.Ending?

    /// The answer to a request.
    func answer(_ id: Int) -> Node? {
      messages.first { $0["id"]?.scalar?.integer == id && $0["method"] == nil }
    }

    func result(_ id: Int) -> Node? { answer(id)?["result"] }

    /// The findings of a file as they were told last.
    func findings(_ uri: String) -> [Node]? {
      messages.last {
        $0["method"]?.string == "textDocument/publishDiagnostics"
          && $0["params"]?["uri"]?.string == uri
      }?["params"]?["diagnostics"]?.elements
    }
  }

  /// Says all, between the words that begin and end a conversation.
  func converse() async -> Told {
    let beginning = [
      """
      {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"processId": null, \
      "rootUri": "file://\(repository.path)", "capabilities": \(capabilities)}}
      """, #"{"jsonrpc": "2.0", "method": "initialized", "params": {}}"#,
    ]
    let end = [
      #"{"jsonrpc": "2.0", "id": "end", "method": "shutdown"}"#,
      #"{"jsonrpc": "2.0", "method": "exit"}"#,
    ]
    return await converse(exactly: beginning + messages + end)
  }

  /// Says these messages and nothing else, then closes its end.
  ///
  /// - Parameter stays: whether its end stays open, as that of one that was killed may.
  func converse(exactly messages: [String], stays: Bool = false) async -> Told {
    let (input, continuation) = AsyncStream.makeStream(of: [UInt8].self)
    for message in messages {
      continuation.yield(
        Array("Content-Length: \(message.utf8.count)\r\n\r\n\(message)".utf8))
    }
    if !stays { continuation.finish() }
    let environment = repository.environment
    let server = LanguageServer(
      LanguageServer.Surroundings(
        version: "0", width: 1, today: { CalendarDate(Timestamp(seconds: 0)) },
        workspace: { Workspace.workTree(containing: $0, environment: environment) },
        parent: { _ in nil }))
    let sent = Mutex<[Node]>([])
    let ending = await server.run(reading: input) { message in
      sent.withLock { $0.append(message.content) }
    }
    return Told(messages: sent.withLock { $0 }, ending: ending)
  }
}
