package import YAML

extension Origin.Setter {
  /// The API server filled the value in.
  package static let defaulted = Origin.Setter(rawValue: 64)
}

extension Origin {
  /// The origin of a value that the API server filled in.
  static let defaulted = Origin(nil, by: .defaulted)
}
