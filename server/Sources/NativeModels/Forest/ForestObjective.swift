import Glibc

/// What a forest was trained for, which says what its sums mean.
package enum ForestObjective: String, Sendable, CaseIterable {
  case logistic = "binary:logistic"
  case softprob = "multi:softprob"
  case squaredError = "reg:squarederror"

  /// The sum that a base score stands for; nil if it can be none.
  func margin(of score: Float) -> Float? {
    switch self {
    case .logistic: score > 0 && score < 1 ? -logf(1 / score - 1) : nil
    case .softprob, .squaredError: score.isFinite ? score : nil
    }
  }

  /// What a model gives for the sum of each class.
  func outputs(_ sums: [Float]) -> [Float] {
    switch self {
    case .logistic:
      // XGBoost's bound, which keeps the power finite.
      let positive = 1 / (1 + expf(min(-sums[0], 88.7)))
      return [1 - positive, positive]
    case .softprob:
      let largest = sums.max() ?? 0
      let powers = sums.map { expf($0 - largest) }
      let total = Float(powers.reduce(0.0) { $0 + Double($1) })
      return powers.map { $0 / total }
    case .squaredError: return sums
    }
  }

  /// The number of outputs where there are as many classes to sum for.
  func outputCount(groups: Int) -> Int { self == .logistic ? 2 : groups }
}
