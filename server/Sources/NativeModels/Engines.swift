package import Inference

/// The engines that are written in Swift alone: for `tfidf-linear` and `xgboost`.
package let engines: [any ModelEngine] = [TextClassifierEngine(), ForestEngine()]

extension ModelSignature {
  /// The signature of the models here: one input, and a number for each label.
  static func probabilities(of labels: Int, from input: TensorSpecification) -> ModelSignature {
    ModelSignature(
      inputs: [input],
      outputs: [
        TensorSpecification(name: "probabilities", dataType: .float32, shape: [-1, labels])
      ]
    )
  }
}
