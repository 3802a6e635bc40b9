import Testing

/// What the executables say before they serve.
@Suite(.serialized) struct CommandLineTests {
  private func run(
    _ name: String, _ arguments: [String], _ environment: [String: String] = [:]
  ) async throws -> (status: Int32, output: String, errors: String) {
    let service = try Service(name, arguments, environment: environment)
    let status = try await service.exitStatus()
    return (status, try service.output, try service.errors)
  }

  @Test(arguments: ["inference-server", "inference-worker"])
  func `the configuration in effect is shown without its secrets`(_ name: String) async throws {
    let (status, output, errors) = try await run(name, ["--check-config"], complete)
    #expect(status == 0)
    let lines = output.split(separator: "\n")
    #expect(lines.contains("MODEL_NAME=sentiment"))
    #expect(lines.contains("REDIS_HOST=redis"))
    #expect(lines.contains("REDIS_PASSWORD=•••"))
    #expect(lines.contains("MLFLOW_TRACKING_URI=http://•••@mlflow:5000"))
    #expect(!(output + errors).contains("hush-hush"))
  }

  @Test(arguments: ["inference-server", "inference-worker"])
  func `help shows every variable, and examples that can be copied`(_ name: String) async throws {
    let (status, output, errors) = try await run(name, ["--help"])
    #expect(status == 0)
    #expect(errors.isEmpty)
    // A line that is broken for its length cannot be run.
    let lines = output.split(separator: "\n")
    #expect(lines.contains("EXAMPLES"))
    #expect(lines.contains { $0.hasPrefix("  ") && $0.hasSuffix(" \(name) --check-config") })

    let (_, configuration, _) = try await run(name, ["--check-config"], complete)
    let variables = configuration.split(separator: "\n").compactMap {
      $0.split(separator: "=").first
    }
    #expect(variables.contains("REDIS_PASSWORD"))
    for variable in variables { #expect(output.contains(variable)) }
  }

  /// Every variable that has no value of its own.
  private let complete = [
    "MODEL_NAME": "sentiment", "MODEL_VERSION": "1.3.0", "MODEL_TYPE": "text",
    "API_KEYS_FILE": "/keys", "ORT_LIBRARY": "libonnxruntime.so", "REDIS_HOST": "redis",
    "REDIS_PASSWORD": "hush-hush", "POD_NAME": "one",
    "MLFLOW_TRACKING_URI": "http://user:hush-hush@mlflow:5000",
  ]

  @Test(arguments: ["inference-server", "inference-worker"])
  func `all variables that are wrong are named at once`(_ name: String) async throws {
    let wrong = [
      "PORT": "many", "MODEL_NAME": "../other", "MODEL_TYPE": "sound", "LOG_LEVEL": "loud",
      "MAX_BATCH_SIZE": "0", "MLFLOW_TRACKING_URI": "mlflow", "REDIS_HOST": "",
    ]
    let (status, output, errors) = try await run(name, [], wrong)
    #expect(status != 0)
    #expect(output.isEmpty)
    for variable in wrong.keys { #expect(errors.contains("\(variable) must ")) }
    if name == "inference-worker" { #expect(errors.contains("POD_NAME is not set")) }
  }

  @Test func `a file of keys that is not there ends the server with an error`() async throws {
    let service = try Service.server(of: "sentiment", ["API_KEYS_FILE": "/nowhere/keys"])
    #expect(try await service.exitStatus() != 0)
    #expect(try service.errors == "Error: API_KEYS_FILE: /nowhere/keys cannot be read\n")
  }

  @Test func `a port that is taken ends the server with an error`() async throws {
    let first = try Service.server(of: "sentiment")
    let port = try await first.port
    let second = try Service.server(of: "sentiment", ["PORT": "\(port)"])
    #expect(try await second.exitStatus() != 0)
    #expect(
      try second.errors == "Error: PORT: \(port) cannot be listened on: Address already in use\n")
    #expect(try await first.get("/healthz").status == 200)
  }
}
