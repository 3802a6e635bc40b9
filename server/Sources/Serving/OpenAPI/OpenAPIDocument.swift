import Inference
import JSONText

/// The service in OpenAPI 3.1, as it is with the models that are served.
struct OpenAPIDocument {
  let value: JSONValue

  /// Of a model that is not there yet `/predict` is described as taking any object.
  init(
    _ models: ModelRepository, maximumRows: Int, hasKeys: Bool, hasJobs: Bool, hasOrders: Bool
  ) {
    var paths: [(key: String, value: JSONValue)] = [
      ("/healthz", get("Whether the process is alive", ["200": status("ok")])),
      (
        "/readyz",
        get("Whether requests are taken", ["200": status("ready"), "503": Self.error])
      ),
      (
        "/metrics",
        get(
          "Metrics as Prometheus reads them",
          ["200": ["description": "metrics", "content": ["text/plain": [:]]]])
      ),
      ("/v2", get("The server", ["200": .answer("the server", InferSchema.server)])),
      (
        "/v2/health/live",
        get(
          "Whether the process is alive",
          ["200": .answer("alive", object(["live": InferSchema.truth]))])
      ),
      (
        "/v2/health/ready",
        get("Whether requests are taken", ["200": InferSchema.isReady, "503": InferSchema.isReady])
      ),
    ]
    if let only = models.only {
      let predict = PredictSchema(only.served?.manifest, maximumRows: maximumRows)
      paths.append(("/predict", Self.predict(predict, hasKeys: hasKeys)))
      if hasJobs { paths += Self.jobs(predict, hasKeys: hasKeys) }
      paths += Self.openInference(only.served, at: "/v2/models/{model}", hasKeys: hasKeys)
    } else {
      for entry in models.entries {
        let predict = PredictSchema(entry.host.served?.manifest, maximumRows: maximumRows)
        paths.append(("/predict/\(entry.name)", Self.predict(predict, hasKeys: hasKeys)))
        paths += Self.openInference(
          entry.host.served, at: "/v2/models/\(entry.name)", hasKeys: hasKeys)
      }
    }
    paths += Self.repository(hasOrders: hasOrders)
    let hasKeys = hasKeys || hasOrders
    var document: [(key: String, value: JSONValue)] = [
      ("openapi", "3.1.0"),
      (
        "info",
        [
          "title": "Inference service", "version": .string(serviceVersion),
          "description": "Predictions of models, and the Open Inference Protocol, version 2.",
        ]
      ),
      ("paths", .object(paths)),
    ]
    if hasKeys {
      document.append(
        (
          "components",
          [
            "securitySchemes": [
              "bearer": ["type": "http", "scheme": "bearer"],
              "key": ["type": "apiKey", "in": "header", "name": "X-API-Key"],
            ]
          ]
        ))
    }
    value = .object(document)
  }

  private static func predict(_ schema: PredictSchema, hasKeys: Bool) -> JSONValue {
    post(
      "Predict", body: schema.request, success: schema.answer, failure: error, hasKeys: hasKeys,
      alsoFails: ["404"])
  }

  private static func jobs(
    _ predict: PredictSchema, hasKeys: Bool
  ) -> [(key: String, value: JSONValue)] {
    let states: JSONValue = ["enum": ["queued", "running", "succeeded", "failed", "cancelled"]]
    let identifier: JSONValue = ["type": "string", "pattern": "^[A-Za-z0-9_-]{1,128}$"]
    func parameter(_ name: String, in place: String, required: Bool) -> JSONValue {
      [
        "name": .string(name), "in": .string(place), "required": .boolean(required),
        "schema": identifier,
      ]
    }
    let job = object(["id": identifier, "status": states])
    let list = object(["jobs": ["type": "array", "items": job]])
    func operation(
      _ summary: String, _ success: (key: String, value: JSONValue), fails statuses: String...
    ) -> JSONValue {
      let failures = (hasKeys ? ["401"] : []) + statuses + ["503", "504"]
      return [
        "summary": .string(summary), "responses": .object([success] + failures.map { ($0, error) }),
      ]
    }
    let submit = post(
      "Queue a batch job", body: .json(predict.job), success: job, failure: error,
      hasKeys: hasKeys, alsoFails: ["422"], status: "202",
      parameters: [parameter("Idempotency-Key", in: "header", required: false)])
    guard case .object(let submission) = submit else { return [] }
    return [
      (
        "/jobs",
        .object(
          submission + [
            ("get", operation("The newest jobs", ("200", .answer("the jobs", list))))
          ])
      ),
      (
        "/jobs/{id}/requeue",
        [
          "parameters": [parameter("id", in: "path", required: true)],
          "post": operation(
            "Queue a job again that failed in all its attempts", ("202", .answer("the job", job)),
            fails: "404", "409"),
        ]
      ),
      (
        "/jobs/{id}",
        [
          "parameters": [parameter("id", in: "path", required: true)],
          "get": operation(
            "How far a job is, and its result", ("200", .answer("the job", job)), fails: "404"),
          "delete": operation(
            "End a job that has not ended", ("200", .answer("the job", job)), fails: "404", "409"),
        ]
      ),
    ]
  }

  private static func openInference(
    _ served: ModelHost.Served?, at model: String, hasKeys: Bool
  ) -> [(key: String, value: JSONValue)] {
    let infer = InferSchema(served?.signature)
    var paths: [(key: String, value: JSONValue)] = []
    let failures: [(key: String, value: JSONValue)] = [
      ("404", InferSchema.error), ("503", InferSchema.error),
    ]
    for prefix in [model, model + "/versions/{version}"] {
      let parameters = JSONValue.array(
        prefix.split(separator: "/").filter { $0.hasPrefix("{") }.map { part in
          let only = part == "{model}" ? served?.manifest.name : served?.manifest.version
          return [
            "name": .string(String(part.dropFirst().dropLast())), "in": "path", "required": true,
            "schema": ["type": "string", "examples": .array(only.map { [.string($0)] } ?? [])],
          ]
        })
      func path(
        _ suffix: String, _ operation: JSONValue
      ) -> (key: String, value: JSONValue) {
        guard case .object(let members) = operation else { return (prefix + suffix, operation) }
        return (prefix + suffix, .object([("parameters", parameters)] + members))
      }
      paths.append(
        path("", get("The model", .object([("200", .answer("model", infer.model))] + failures))))
      paths.append(
        path(
          "/ready",
          get(
            "Whether the model is ready",
            .object([("200", .answer("ready", infer.ready))] + failures))))
      paths.append(
        path(
          "/infer",
          post(
            "Predict", body: .json(infer.request), success: infer.answer,
            failure: InferSchema.error, hasKeys: hasKeys, alsoFails: ["404"])))
    }
    return paths
  }

  /// An answer with a code, a message and the field's path.
  private static let error = JSONValue.answer(
    "why not",
    object([
      "error": object([
        "code": ["type": "string"], "message": ["type": "string"], "path": ["type": "string"],
      ])
    ]))
}

private func status(_ word: String) -> JSONValue {
  .answer(word, object(["status": ["const": .string(word)]]))
}

private func get(_ summary: String, _ responses: JSONValue) -> JSONValue {
  ["get": ["summary": .string(summary), "responses": responses]]
}

private func post(
  _ summary: String, body: JSONValue, success: JSONValue, failure: JSONValue, hasKeys: Bool,
  alsoFails: [String] = [], status: String = "200", parameters: JSONValue = []
) -> JSONValue {
  var responses: [(key: String, value: JSONValue)] = [(status, .answer("what was made", success))]
  let statuses =
    ["400"] + (hasKeys ? ["401"] : []) + alsoFails + ["408", "413", "415", "503", "504"]
  responses += statuses.map { ($0, failure) }
  var operation: [(key: String, value: JSONValue)] = [
    ("summary", .string(summary)), ("parameters", parameters),
    ("requestBody", ["required": true, "content": body]),
    ("responses", .object(responses)),
  ]
  if hasKeys { operation.append(("security", [["bearer": []], ["key": []]])) }
  return ["post": .object(operation)]
}

extension JSONValue {
  /// A response with a JSON body.
  static func answer(_ description: String, _ schema: JSONValue) -> JSONValue {
    ["description": .string(description), "content": json(schema)]
  }

  static func json(_ schema: JSONValue) -> JSONValue { ["application/json": ["schema": schema]] }
}

/// The schema of an object that has all of these properties, maybe some of the optional, and others.
func object(
  _ properties: KeyValuePairs<String, JSONValue>, optional: KeyValuePairs<String, JSONValue> = [:]
) -> JSONValue {
  [
    "type": "object",
    "properties": .object((Array(properties) + Array(optional)).map { ($0.key, $0.value) }),
    "required": .array(properties.map { .string($0.key) }),
  ]
}

/// The schema of an object that has all of these properties, maybe some of the optional, and no other.
func closedObject(
  _ properties: KeyValuePairs<String, JSONValue>, optional: KeyValuePairs<String, JSONValue> = [:]
) -> JSONValue {
  [
    "type": "object",
    "properties": .object((Array(properties) + Array(optional)).map { ($0.key, $0.value) }),
    "required": .array(properties.map { .string($0.key) }),
    "additionalProperties": false,
  ]
}
