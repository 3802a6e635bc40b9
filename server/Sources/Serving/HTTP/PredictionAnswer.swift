import Inference
import Scheduling

/// The best class of each row, as a response has it.
struct PredictionAnswer {
  private let manifest: ModelManifest
  private let rows: [ArraySlice<Float>]

  init(_ prediction: Prediction, of manifest: ModelManifest) throws(InferenceError) {
    let width = manifest.labels.count
    guard let output = prediction.outputs.first, case .float32(let values) = output.elements,
      width > 0, output.shape == [output.rowCount, width]
    else { throw .failed("the model gave no probabilities of its labels") }
    self.manifest = manifest
    rows = (0..<output.rowCount).map { values[($0 * width)..<(($0 + 1) * width)] }
  }

  var answer: HTTPAnswer {
    .json { json in
      json.object { json in
        json.field("model", manifest.name)
        json.field("model_version", manifest.version)
        json.key("predictions")
        json.array { json in
          for row in rows {
            let best = row.indices.max { row[$0] < row[$1] } ?? row.startIndex
            json.object { json in
              json.field("label", manifest.labels[best - row.startIndex])
              json.field("confidence", row[best])
            }
          }
        }
      }
    }
  }
}
