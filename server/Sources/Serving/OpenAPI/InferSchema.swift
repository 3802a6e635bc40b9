import Inference

/// What the Open Inference Protocol takes and gives, in JSON Schema.
struct InferSchema {
  let request: JSONValue
  let answer = object([
    "model_name": text, "model_version": text,
    "outputs": [
      "type": "array", "items": object(["name": text, "datatype": text, "shape": sizes]),
    ],
  ])
  let model = object([
    "name": text, "versions": ["type": "array", "items": text], "platform": text,
    "inputs": ["type": "array"], "outputs": ["type": "array"],
  ])
  let ready = object(["name": text, "ready": ["type": "boolean"]])
  static let server = object(["name": text, "version": text, "extensions": ["type": "array"]])
  static let truth: JSONValue = ["type": "boolean"]
  static let isReady = JSONValue.answer("ready or not", object(["ready": truth]))
  /// What the repository has.
  static let index: JSONValue = [
    "type": "array",
    "items": object(
      ["name": text, "state": ["enum": ["READY", "LOADING", "UNAVAILABLE"]], "reason": text],
      optional: ["version": text]),
  ]
  /// An answer with a sentence.
  static let error = JSONValue.answer("why not", object(["error": text]))

  init(_ signature: ModelSignature?) {
    let names = signature?.inputs.map(\.name) ?? []
    let types = signature?.inputs.map(\.dataType.rawValue) ?? []
    let parameters: JSONValue = ["type": ["object", "null"]]
    let input = object(
      [
        "name": names.isEmpty ? text : ["enum": .array(names.map { .string($0) })],
        "datatype": types.isEmpty ? text : ["enum": .array(types.map { .string($0) })],
        "shape": sizes,
        "data": ["type": "array"],
      ], optional: ["parameters": parameters])
    let output = object(["name": text], optional: ["parameters": parameters])
    request = object(
      [
        "inputs": [
          "type": "array", "minItems": 1, "maxItems": .integer(max(1, names.count)),
          "items": input,
        ]
      ],
      optional: [
        "id": ["type": ["string", "null"]], "parameters": parameters,
        "outputs": ["type": ["array", "null"], "items": output],
      ])
  }
}

private let text: JSONValue = ["type": "string"]
private let sizes: JSONValue = [
  "type": "array", "items": ["type": "integer", "minimum": 0], "minItems": 1, "maxItems": 8,
]
