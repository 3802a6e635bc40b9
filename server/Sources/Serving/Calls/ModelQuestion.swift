package import Inference

/// What a call of the Open Inference Protocol asks a model.
package struct ModelQuestion: Sendable {
  /// The tensors as the call has them.
  ///
  /// - Parameter allowsMissing: whether an element that is not a number stands for a missing value.
  package typealias Inputs =
    @Sendable (_ allowsMissing: Bool) throws(InferenceError) -> [(name: String, tensor: Tensor)]

  /// The model's name.
  package var model: String
  /// Its version; nil for the one that is served.
  package var version: String?
  /// The names of the outputs that are asked for; empty for all.
  package var outputs: [String]
  /// Reads the inputs, in any order.
  package var inputs: Inputs

  package init(
    model: String, version: String?, outputs: [String], inputs: @escaping Inputs
  ) {
    self.model = model
    self.version = version
    self.outputs = outputs
    self.inputs = inputs
  }
}

/// What a model answered.
package struct ModelAnswer: Sendable {
  /// The model's name.
  package var model: String
  /// The version that predicted.
  package var version: String
  /// The outputs that were asked for, in that order.
  package var outputs: [(name: String, tensor: Tensor)]
}

/// A model as it is told of.
package struct ServedModel: Sendable {
  /// What its package says of itself.
  package let manifest: ModelManifest
  /// What it takes and gives.
  package let signature: ModelSignature
}
