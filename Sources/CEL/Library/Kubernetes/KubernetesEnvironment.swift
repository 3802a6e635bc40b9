extension ExpressionEnvironment {
  /// The environment in which Kubernetes 1.36 evaluates expressions, without any variable.
  package static let kubernetes = ExpressionEnvironment(
    libraries: [
      .standard, .optionals, .strings, .sets, .twoVariableComprehensions, .lists, .urls,
      .regularExpressions, .listAggregates, .authorizer, .quantities, .addresses, .addressRanges,
      .formats, .semanticVersions,
    ], validatesLiterals: true
  ).charging(.server)
}

extension CallCost {
  /// The cost of what only looks at a value's part.
  static let access = CallCost.fixed(1)
}
