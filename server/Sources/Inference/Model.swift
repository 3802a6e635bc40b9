/// What a model takes and gives: one tensor for each input and output, in order.
package struct ModelSignature: Sendable, Equatable {
  /// What a prediction is asked with, in the order of the tensors.
  package var inputs: [TensorSpecification]
  /// What a prediction gives, in the order of the tensors.
  package var outputs: [TensorSpecification]

  package init(inputs: [TensorSpecification], outputs: [TensorSpecification]) {
    self.inputs = inputs
    self.outputs = outputs
  }
}

/// The name, type and shape of one input or output.
package struct TensorSpecification: Sendable, Equatable {
  /// The name that a request or an answer calls it by.
  package var name: String
  /// The type of each element.
  package var dataType: DataType
  /// The sizes of the dimensions; -1 where any size will do, as for the rows of a batch.
  package var shape: [Int]

  package init(name: String, dataType: DataType, shape: [Int]) {
    self.name = name
    self.dataType = dataType
    self.shape = shape
  }

  /// Whether a tensor has the type, the rank and every size that is given.
  package func accepts(_ tensor: Tensor) -> Bool {
    tensor.dataType == dataType && tensor.shape.count == shape.count
      && zip(tensor.shape, shape).allSatisfy { $1 == -1 || $0 == $1 }
  }
}

/// A model that is loaded and can predict.
package protocol Model: Sendable {
  var signature: ModelSignature { get }
  /// Whether a prediction takes so little time that the caller's thread may do it.
  var isInline: Bool { get }
  /// The most rows that the model computes at once; nil where it takes any number.
  ///
  /// More may be asked for, and are computed one after another: whoever waits for the first of them
  /// would wait for the last.
  var rowsAtOnce: Int? { get }
  /// Predicts every row of a batch.
  ///
  /// - Parameter inputs: one tensor for each input of the signature, in order, which it accepts, all
  ///   with the same number of rows.
  /// - Returns: one tensor for each output, in order, with as many rows.
  func predict(_ inputs: [Tensor]) throws(InferenceError) -> [Tensor]
}

extension Model {
  /// Any number.
  package var rowsAtOnce: Int? { nil }
}

/// Turns a package's model file into a model.
package protocol ModelEngine: Sendable {
  /// The `engine` of the manifests that it is for, as `xgboost`.
  var name: String { get }
  /// - Throws: ``ModelLoadError`` with what the file has that the engine does not know.
  func load(_ package: ModelPackage) throws(ModelLoadError) -> any Model
}

/// Why a prediction was not made.
package enum InferenceError: Error, Sendable, Equatable {
  /// The request's fault: the path of the field, as `inputs[0].data[3]`, and what it must be.
  case invalid(path: String, message: String)
  /// Too many requests wait already.
  case overloaded
  /// The deadline passed before the prediction was made.
  case deadlineExceeded
  /// The client went away.
  case cancelled
  /// The model is not ready, with the reason.
  case unavailable(String)
  /// The engine failed.
  case failed(String)
}

/// Why a model package cannot serve.
package struct ModelLoadError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, and where, as `manifest.json: sha256 is missing`.
  package let description: String
  package init(_ description: String) { self.description = description }
}
