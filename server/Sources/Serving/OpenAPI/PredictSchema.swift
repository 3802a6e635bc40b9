import Inference
import JSONText

/// What `/predict` takes and gives, in JSON Schema.
struct PredictSchema {
  /// The content of a request, by media type.
  let request: JSONValue
  /// A job, which is JSON and may have any number of rows.
  let job: JSONValue
  let answer: JSONValue

  init(_ manifest: ModelManifest?, maximumRows: Int) {
    request =
      switch manifest?.type {
      case nil: .json(["type": "object"])
      case .text: .json(Self.text(maximumRows))
      case .tabular: .json(Self.tabular(manifest?.features ?? [], maximumRows))
      case .image:
        [
          "image/jpeg": [:], "image/png": [:],
          "application/json": [
            "schema": closedObject([
              "image": ["type": "string", "contentEncoding": "base64", "minLength": 4]
            ])
          ],
        ]
      }
    job =
      switch manifest?.type {
      case nil, .image: ["type": "object"]
      case .text: Self.text(nil)
      case .tabular: Self.tabular(manifest?.features ?? [], nil)
      }
    answer = object([
      "model": ["type": "string"],
      "model_version": ["type": "string"],
      "predictions": [
        "type": "array", "minItems": 1, "items": Self.prediction(manifest),
      ],
    ])
  }

  private static func text(_ maximumRows: Int?) -> JSONValue {
    [
      "oneOf": [
        closedObject(["text": ["type": "string"]]),
        closedObject(["texts": rows(["type": "string"], maximumRows)]),
      ]
    ]
  }

  private static func tabular(
    _ features: [ModelManifest.Feature], _ maximumRows: Int?
  ) -> JSONValue {
    let properties = features.map { feature -> (key: String, value: JSONValue) in
      guard let categories = feature.categories else {
        let largest = Double(Float.greatestFiniteMagnitude)
        return (
          feature.name,
          ["type": ["number", "null"], "minimum": .number(-largest), "maximum": .number(largest)]
        )
      }
      return (feature.name, ["enum": .array(categories.map { .string($0) } + [nil])])
    }
    let row: JSONValue = [
      "type": "object", "additionalProperties": false, "minProperties": 1,
      "properties": .object(properties),
    ]
    return [
      "oneOf": [
        closedObject(["features": row]), closedObject(["instances": rows(row, maximumRows)]),
      ]
    ]
  }

  private static func rows(_ row: JSONValue, _ maximumRows: Int?) -> JSONValue {
    guard let maximumRows else { return ["type": "array", "minItems": 1, "items": row] }
    return [
      "type": "array", "minItems": 1, "maxItems": .integer(maximumRows), "items": row,
    ]
  }

  private static func prediction(_ manifest: ModelManifest?) -> JSONValue {
    let number: JSONValue = ["type": "number"]
    guard let manifest, manifest.labels.count > 1 else { return ["type": "object"] }
    let label: JSONValue = ["enum": .array(manifest.labels.map { .string($0) })]
    if manifest.type == .image {
      return object([
        "label": label, "confidence": number,
        "top": ["type": "array", "items": object(["label": label, "confidence": number])],
      ])
    }
    return object(["label": label, "confidence": number, "probabilities": ["type": "object"]])
  }
}
