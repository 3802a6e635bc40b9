package import Inference

/// A forest with what scales its columns.
package struct ForestModel: Model {
  /// One number a column in, one probability a label out.
  package let signature: ModelSignature
  /// True: a row takes microseconds.
  package var isInline: Bool { true }

  private let forest: Forest
  private let scaler: StandardScaler?

  init(_ forest: Forest, scaler: StandardScaler?) {
    self.forest = forest
    self.scaler = scaler
    signature = .probabilities(
      of: forest.outputCount,
      from: TensorSpecification(
        name: "features", dataType: .float32, shape: [-1, forest.columns]))
  }

  /// The probabilities of the labels for each row.
  package func predict(_ inputs: [Tensor]) throws(InferenceError) -> [Tensor] {
    guard inputs.count == 1, signature.inputs[0].accepts(inputs[0]),
      case .float32(let values) = inputs[0].elements
    else {
      throw .invalid(path: "inputs", message: "must be one FP32 tensor [-1, \(forest.columns)]")
    }
    let count = inputs[0].rowCount
    var outputs: [Float] = []
    outputs.reserveCapacity(count * forest.outputCount)
    for index in 0..<count {
      var row = Array(values[(index * forest.columns)..<((index + 1) * forest.columns)])
      scaler?.scale(&row)
      outputs += forest.prediction(for: row)
    }
    return [Tensor(shape: [count, forest.outputCount], .float32(outputs))]
  }
}
