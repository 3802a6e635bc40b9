import Testing

extension Service {
  /// Starts a server of a model on a free port; without a delay when it is stopped, unless told.
  static func server(
    of model: String, in directory: String = ModelFolder.original, _ more: [String: String] = [:]
  ) throws -> Service {
    let variables = [
      "PORT": "0", "MODEL_DIR": directory, "MODEL_NAME": model, "DRAIN_DELAY_SECONDS": "0",
      "GRACE_PERIOD_SECONDS": "20", "REQUEST_TIMEOUT_MS": "30000",
    ]
    return try Service("inference-server", environment: variables.merging(more) { $1 })
  }

  /// Starts a server and waits until its model is ready.
  static func ready(
    _ model: String, in directory: String = ModelFolder.original, _ more: [String: String] = [:]
  ) async throws -> Service {
    let service = try server(of: model, in: directory, more)
    try await service.logged("listening")
    try await service.logged("model loaded")
    return service
  }

  func connect() async throws -> HTTPConnection { try HTTPConnection(port: await port) }

  /// Sends a request on a connection of its own.
  func ask(
    _ method: String, _ path: String, _ headers: [String: String] = [:], _ body: [UInt8] = []
  ) async throws -> HTTPReply {
    let connection = try await connect()
    try connection.send(method, path, headers, body)
    return try connection.reply(toHead: method == "HEAD")
  }

  func get(_ path: String, _ headers: [String: String] = [:]) async throws -> HTTPReply {
    try await ask("GET", path, headers)
  }

  func post(
    _ path: String, _ body: String, _ headers: [String: String] = [:]
  ) async throws -> HTTPReply {
    let type = ["Content-Type": "application/json"]
    return try await ask("POST", path, type.merging(headers) { $1 }, Array(body.utf8))
  }

  /// Waits until `/readyz` has a status, and gives that answer.
  @discardableResult
  func readiness(_ status: Int) async throws -> HTTPReply {
    let port = try await port
    return try await eventually("/readyz is \(status)") {
      let connection = try HTTPConnection(port: port)
      try connection.send("GET", "/readyz")
      let reply = try connection.reply()
      return reply.status == status ? reply : nil
    }
  }
}

/// A review that the sentiment model likes.
let praise = "This movie was fantastic!"
let praising = #"{"text": "This movie was fantastic!"}"#

/// What `/predict` answers.
struct Predictions: Decodable, Equatable {
  struct Row: Decodable, Equatable {
    var label: String
    var confidence: Double
    var probabilities: [String: Double]
  }

  var model: String
  var model_version: String
  var predictions: [Row]
}

/// What an answer says when there is no result.
struct Refusal: Decodable {
  struct Reason: Decodable {
    var code: String
    var message: String
    var path: String
  }

  var error: Reason
}
