import Inference
import JSONText
import Scheduling

/// What a prediction says of each row, as a response and a log line have it.
struct PredictionAnswer {
  // The object, and not what it has: its manifest is many fields to copy.
  private let served: ModelHost.Served
  private let rows: [ArraySlice<Float>]

  init(_ outputs: [Tensor], of served: ModelHost.Served) throws(InferenceError) {
    let width = served.manifest.labels.count
    guard let output = outputs.first, case .float32(let values) = output.elements,
      width > 0, output.shape == [output.rowCount, width]
    else { throw .failed("the model gave no probabilities of its labels") }
    self.served = served
    rows = (0..<output.rowCount).map { values[($0 * width)..<(($0 + 1) * width)] }
  }

  /// How sure the model is of the best label; of several rows the least sure counts.
  ///
  /// Nil for a model that gives a value and no probabilities.
  var confidence: Float? {
    guard served.manifest.labels.count > 1 else { return nil }
    return rows.compactMap { $0.max() }.min()
  }

  /// `{"model":…,"model_version":…,"predictions":[…]}`, with one prediction for each row.
  func write(_ json: inout JSONWriter) {
    json.object { json in
      json.field("model", served.manifest.name)
      json.field("model_version", served.manifest.version)
      json.key("predictions")
      json.array { json in
        for row in rows { write(row, &json) }
      }
    }
  }

  private func write(_ row: ArraySlice<Float>, _ json: inout JSONWriter) {
    guard row.count > 1 else {
      return json.object { json in
        json.key(named: served.manifest.labels[0])
        json.value(row.first ?? .nan)
      }
    }
    let best = row.indices.max { row[$0] < row[$1] } ?? row.startIndex
    json.object { json in
      json.field("label", served.manifest.labels[best - row.startIndex])
      json.field("confidence", row[best])
      if served.manifest.type == .image, let count = served.manifest.image?.topCount {
        json.key("top")
        json.array { json in
          for index in row.indices.sorted(by: { row[$0] > row[$1] }).prefix(count) {
            json.object { json in
              json.field("label", served.manifest.labels[index - row.startIndex])
              json.field("confidence", row[index])
            }
          }
        }
      } else {
        json.key("probabilities")
        json.object { json in
          for (label, probability) in zip(served.manifest.labels, row) {
            json.key(named: label)
            json.value(probability)
          }
        }
      }
    }
  }
}
