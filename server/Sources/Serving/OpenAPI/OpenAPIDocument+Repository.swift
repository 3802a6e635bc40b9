extension OpenAPIDocument {
  /// The extension for model repositories.
  ///
  /// - Parameter hasOrders: whether models are loaded and unloaded on request.
  static func repository(hasOrders: Bool) -> [(key: String, value: JSONValue)] {
    let failures = ["400", "408", "413", "415"].map { ($0, InferSchema.error) }
    let index: JSONValue = [
      "post": [
        "summary": "The models, ready or not",
        "requestBody": [
          "required": false,
          "content": .json(object([:], optional: ["ready": ["type": ["boolean", "null"]]])),
        ],
        "responses": .object([("200", .answer("the models", InferSchema.index))] + failures),
      ]
    ]
    let orders = !hasOrders ? [] : [("load", "Load a model"), ("unload", "Unload a model")]
    return [("/v2/repository/index", index)]
      + orders.map { ("/v2/repository/models/{model}/\($0)", order($1)) }
  }

  private static func order(_ summary: String) -> JSONValue {
    let failures = ["400", "401", "404", "408", "413", "415", "503"].map { ($0, InferSchema.error) }
    return [
      "parameters": [
        ["name": "model", "in": "path", "required": true, "schema": ["type": "string"]]
      ],
      "post": [
        "summary": .string(summary), "security": [["bearer": []], ["key": []]],
        "requestBody": [
          "required": false,
          "content": .json(object([:], optional: ["parameters": ["type": ["object", "null"]]])),
        ],
        "responses": .object([("200", .answer("it is done", object([:])))] + failures),
      ],
    ]
  }
}
