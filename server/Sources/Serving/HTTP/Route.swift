/// What a path asks for.
enum Route: Equatable {
  case alive, ready
  /// With the model that the path names, if it does.
  case predict(String?)
  case metrics, openAPI
  case serverMetadata, serverLive, serverReady
  case modelMetadata(ModelPath), modelReady(ModelPath), modelInfer(ModelPath)
  case repositoryIndex, repositoryModel(String, Order)
  case jobs, job(String), jobRequeue(String)

  /// What is to become of a model.
  enum Order: String { case load, unload }

  /// A model of the Open Inference Protocol, and its version where the path names one.
  struct ModelPath: Equatable {
    var name: String
    var version: String?
  }

  /// - Parameter path: the path without its query.
  init?(_ path: String) {
    switch path {
    case "/predict": self = .predict(nil)
    case "/health", "/healthz": self = .alive
    case "/ready", "/readyz": self = .ready
    case "/metrics": self = .metrics
    case "/openapi.json": self = .openAPI
    case "/jobs": self = .jobs
    case "/v2", "/v2/": self = .serverMetadata
    case "/v2/health/live": self = .serverLive
    case "/v2/health/ready": self = .serverReady
    case "/v2/repository/index": self = .repositoryIndex
    default:
      // By its bytes: letters are not what it is made of.
      let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      guard let route = Self.longer(parts.dropFirst().map(Substring.init)) else { return nil }
      self = route
    }
  }

  private static func longer(_ parts: [Substring]) -> Route? {
    if parts.count >= 2, parts[0] == "jobs", !parts[1].isEmpty {
      if parts.count == 2 { return .job(String(parts[1])) }
      if parts.count == 3, parts[2] == "requeue" { return .jobRequeue(String(parts[1])) }
      return nil
    }
    if parts.count == 2, parts[0] == "predict", !parts[1].isEmpty {
      return .predict(String(parts[1]))
    }
    if parts.count == 5, parts[0] == "v2", parts[1] == "repository", parts[2] == "models",
      !parts[3].isEmpty
    {
      return Order(rawValue: String(parts[4])).map { .repositoryModel(String(parts[3]), $0) }
    }
    guard parts.count >= 3, parts[0] == "v2", parts[1] == "models", !parts[2].isEmpty else {
      return nil
    }
    var model = ModelPath(name: String(parts[2]))
    var rest = parts.dropFirst(3)
    if rest.first == "versions" {
      guard rest.count >= 2 else { return nil }
      model.version = String(rest[rest.startIndex + 1])
      rest = rest.dropFirst(2)
    }
    switch Array(rest) {
    case []: return .modelMetadata(model)
    case ["ready"]: return .modelReady(model)
    case ["infer"]: return .modelInfer(model)
    default: return nil
    }
  }

  /// The methods that it takes, as `Allow` lists them; HEAD goes wherever GET does.
  var methods: [String] {
    switch self {
    case .predict, .modelInfer, .jobRequeue, .repositoryIndex, .repositoryModel: ["POST"]
    case .jobs: ["GET", "HEAD", "POST"]
    case .job: ["GET", "HEAD", "DELETE"]
    default: ["GET", "HEAD"]
    }
  }

  /// Whether an API key is asked for, where keys are configured.
  var isGuarded: Bool {
    switch self {
    case .predict, .modelInfer, .jobs, .job, .jobRequeue: true
    default: false
    }
  }

  /// Whether it decides what is served, for which a key of its own is needed.
  var isOrder: Bool { if case .repositoryModel = self { true } else { false } }

  /// Whether a process that takes no requests answers it too.
  var isProbe: Bool {
    switch self {
    case .alive, .ready, .metrics: true
    default: false
    }
  }

  /// Whether it is about batch jobs.
  var isJob: Bool {
    switch self {
    case .jobs, .job, .jobRequeue: true
    default: false
    }
  }

  var isOpenInference: Bool {
    switch self {
    case .serverMetadata, .serverLive, .serverReady, .modelMetadata, .modelReady, .modelInfer,
      .repositoryIndex, .repositoryModel:
      true
    default: false
    }
  }

  /// The path with its variable parts named, for metrics and the OpenAPI document.
  var pattern: String {
    switch self {
    case .alive: "/healthz"
    case .ready: "/readyz"
    case .predict(nil): "/predict"
    case .predict: "/predict/{model}"
    case .metrics: "/metrics"
    case .openAPI: "/openapi.json"
    case .serverMetadata: "/v2"
    case .serverLive: "/v2/health/live"
    case .serverReady: "/v2/health/ready"
    case .modelMetadata: "/v2/models/{model}"
    case .modelReady: "/v2/models/{model}/ready"
    case .modelInfer: "/v2/models/{model}/infer"
    case .repositoryIndex: "/v2/repository/index"
    case .repositoryModel(_, .load): "/v2/repository/models/{model}/load"
    case .repositoryModel(_, .unload): "/v2/repository/models/{model}/unload"
    case .jobs: "/jobs"
    case .job: "/jobs/{id}"
    case .jobRequeue: "/jobs/{id}/requeue"
    }
  }
}

/// Reads the paths of one connection, on which most requests ask for the same.
struct LastRoute {
  private var path = ""
  private var route: Route?

  mutating func route(of path: String) -> Route? {
    if path == self.path { return route }
    let route = Route(path)
    // Nothing is kept of a path that is long for no reason.
    if path.utf8.count <= 128 { (self.path, self.route) = (path, route) }
    return route
  }
}
