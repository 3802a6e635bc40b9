import Glibc
package import Inference

/// A classifier that ONNX Runtime runs.
///
/// The file must have one input, of whatever name, with the shape that the manifest's type wants,
/// and gives its answer in the output `probabilities` or else in its first. An output whose name
/// ends in `logits` is turned into probabilities by softmax; any other must hold probabilities, and
/// a prediction that does not is an error, so that a model whose output is misnamed fails on its
/// golden rows instead of serving nonsense. One column for two labels is the second's.
package struct ONNXModel: Model {
  /// The manifest's input, and the probabilities of its labels.
  package let signature: ModelSignature
  /// Networks take milliseconds, too long for the caller's thread.
  package let isInline = false

  /// One, where the file was exported for one row at a time.
  package var rowsAtOnce: Int? { takesOneRow ? 1 : nil }

  private let session: ONNXSession
  private let labelCount: Int
  /// The place of the answer among the file's outputs.
  private let output: Int
  private let outputName: String
  private let outputIsLogits: Bool
  /// Whether the file was exported for one row at a time.
  private let takesOneRow: Bool
  /// What the file has after the rows where the contract has nothing: `[N, 1]` for texts.
  private let extraDimensions: [Int]

  /// - Throws: ``ModelLoadError`` where what the file takes or gives is not what the manifest
  ///   wants.
  package init(_ session: ONNXSession, manifest: ModelManifest) throws(ModelLoadError) {
    let wanted = try manifest.wantedInput()
    guard session.inputs.count == 1, let input = session.inputs.first else {
      let names = session.inputs.map(\.name).joined(separator: ", ")
      throw ModelLoadError("the model has \(session.inputs.count) inputs (\(names)), not one")
    }
    guard input.dataType == wanted.dataType else {
      let found = input.dataType?.rawValue ?? "of another type"
      throw ModelLoadError("input \(input.name) is \(found), not \(wanted.dataType.rawValue)")
    }
    var shape = input.shape
    // Converters give texts a second dimension of one column.
    let hasColumn = manifest.type == .text && shape.count == 2 && (shape[1] == 1 || shape[1] == -1)
    if hasColumn { shape.removeLast() }
    let fits =
      shape.count == wanted.shape.count
      && zip(shape, wanted.shape).dropFirst().allSatisfy { $0 == -1 || $0 == $1 }
    guard fits else {
      throw ModelLoadError(
        "input \(input.name) has the shape \(input.shape), which the manifest's "
          + "\(wanted.shape) does not fit")
    }
    guard shape[0] == -1 || shape[0] == 1 else {
      throw ModelLoadError(
        "input \(input.name) is fixed at \(shape[0]) rows; export it with a free first dimension")
    }
    let named = session.outputs.firstIndex { $0.name == "probabilities" }
    let index = named ?? 0
    guard index < session.outputs.count else { throw ModelLoadError("the model has no output") }
    let port = session.outputs[index]
    guard port.dataType == .float32 || port.dataType == .float64 else {
      throw ModelLoadError("output \(port.name) is not FP32 or FP64")
    }

    self.session = session
    labelCount = manifest.labels.count
    output = index
    outputName = port.name
    outputIsLogits = port.name.hasSuffix("logits")
    takesOneRow = shape[0] == 1
    extraDimensions = hasColumn ? [1] : []
    signature = ModelSignature(
      inputs: [wanted],
      outputs: [
        TensorSpecification(name: "probabilities", dataType: .float32, shape: [-1, labelCount])
      ])
  }

  /// The probabilities of each row, after softmax where the file gives logits.
  package func predict(_ inputs: [Tensor]) throws(InferenceError) -> [Tensor] {
    guard inputs.count == 1, signature.inputs[0].accepts(inputs[0]) else {
      throw .invalid(path: "inputs", message: "must be one tensor as the signature has it")
    }
    let tensor = inputs[0]
    if case .text(let texts) = tensor.elements {
      // The library takes text that ends at the first zero.
      for (index, text) in texts.enumerated() where text.utf8.contains(0) {
        throw .invalid(
          path: "inputs[0].data[\(index)]", message: "must not hold the character U+0000")
      }
    }
    var probabilities: [Float] = []
    probabilities.reserveCapacity(tensor.rowCount * labelCount)
    if takesOneRow {
      for row in 0..<tensor.rowCount { probabilities += try run(tensor.rows(row..<row + 1)) }
    } else if tensor.rowCount > 0 {
      probabilities = try run(tensor)
    }
    return [Tensor(shape: [tensor.rowCount, labelCount], .float32(probabilities))]
  }

  /// The probabilities of some rows, row by row.
  private func run(_ tensor: Tensor) throws(InferenceError) -> [Float] {
    let shaped = Tensor(shape: tensor.shape + extraDimensions, tensor.elements)
    let values: [Float]
    switch try session.run([shaped])[output].elements {
    case .float32(let elements): values = elements
    case .float64(let elements): values = elements.map { Float($0) }
    default: throw .failed("output \(outputName) is not FP32 or FP64")
    }
    let columns = values.count / tensor.rowCount
    guard values.count % tensor.rowCount == 0,
      columns == labelCount || (columns == 1 && labelCount == 2)
    else {
      throw .failed(
        "output \(outputName) has \(values.count) elements for \(tensor.rowCount) rows of "
          + "\(labelCount) labels")
    }
    var result: [Float] = []
    result.reserveCapacity(tensor.rowCount * labelCount)
    for start in stride(from: 0, to: values.count, by: columns) {
      result += try distribution(values[start..<start + columns])
    }
    return result
  }

  /// What one row of the output says of each label.
  private func distribution(_ row: ArraySlice<Float>) throws(InferenceError) -> [Float] {
    guard row.allSatisfy(\.isFinite) else {
      throw .failed("output \(outputName) is not finite")
    }
    if outputIsLogits {
      // One logit is that of the second label against a first of zero.
      return softmax(row.count == labelCount ? Array(row) : [0] + row)
    }
    let probabilities = row.count == labelCount ? Array(row) : row.flatMap { [1 - $0, $0] }
    let total = probabilities.reduce(0, +)
    guard probabilities.allSatisfy({ (-1e-4...1 + 1e-4).contains($0) }), abs(total - 1) <= 1e-2
    else {
      throw .failed(
        "output \(outputName) does not hold probabilities; name it logits to have softmax applied")
    }
    return probabilities
  }
}

/// Positive numbers that sum to one; the largest is subtracted first, so that none overflows.
func softmax(_ logits: [Float]) -> [Float] {
  let largest = logits.max() ?? 0
  let exponentials = logits.map { exp($0 - largest) }
  let total = exponentials.reduce(0, +)
  return exponentials.map { $0 / total }
}

extension ModelManifest {
  /// The input that requests of the manifest's type are made into.
  fileprivate func wantedInput() throws(ModelLoadError) -> TensorSpecification {
    switch type {
    case .text:
      return TensorSpecification(name: "text", dataType: .bytes, shape: [-1])
    case .tabular:
      guard let features else { throw ModelLoadError("manifest.json: features is missing") }
      let columns = features.reduce(0) { $0 + ($1.categories?.count ?? 1) }
      return TensorSpecification(name: "features", dataType: .float32, shape: [-1, columns])
    case .image:
      guard let image else { throw ModelLoadError("manifest.json: image is missing") }
      return TensorSpecification(
        name: "image", dataType: .float32, shape: [-1, 3, image.crop, image.crop])
    }
  }
}
