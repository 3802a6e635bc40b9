import CEL
extension Environment {
  static let kubernetes = Environment(libraries: [.standard, .optionals, .strings, .lists, .sets, .twoVariableComprehensions, .bindings], validatesLiterals: true)
}
