/// The words that stand for true and false.
enum BooleanNotation {
  /// The value of a word of any schema, or nil for any other text.
  static func value(of text: String) -> Bool? {
    core(text) ?? legacy(text)
  }

  /// YAML 1.2's words.
  static func core(_ text: String) -> Bool? {
    switch text {
    case "true", "True", "TRUE": true
    case "false", "False", "FALSE": false
    default: nil
    }
  }

  /// YAML 1.1's further words, which Kubernetes reads as booleans and Kustomize as strings.
  static func legacy(_ text: String) -> Bool? {
    switch text {
    case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": true
    case "n", "N", "no", "No", "NO", "off", "Off", "OFF": false
    default: nil
    }
  }
}
