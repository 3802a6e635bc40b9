/// A YAML scalar after unescaping and folding.
package struct Scalar: Hashable, Sendable {
  /// The characters of the value; for a plain `0x10` these are `0x10`.
  package var text: String
  /// What the text means, by its tag or else by the schema that read it.
  package var type: ScalarType
  /// How the text is written in its source, or is to be written.
  package var style: ScalarStyle

  /// A scalar whose type is known; whether the text is one of the type is not checked.
  package init(text: String, type: ScalarType, style: ScalarStyle = .plain) {
    self.text = text
    self.type = type
    self.style = style
  }

  /// A string; the style is a wish that an emitter follows only where it is safe.
  package init(string text: String, style: ScalarStyle = .plain) {
    self.init(text: text, type: .string, style: style)
  }

  /// The text of any scalar but null.
  @inlinable package var textUnlessNull: String? { type == .null ? nil : text }

  /// The value of a scalar of type integer that fits 64 bits, in any of YAML's notations.
  package var integer: Int? { type == .integer ? IntegerNotation.value(of: text) : nil }

  /// The value of a scalar of type boolean.
  package var boolean: Bool? { type == .boolean ? BooleanNotation.value(of: text) : nil }

  /// The value of a number, integers included.
  package var number: Double? {
    switch type {
    case .float: FloatNotation.value(of: text)
    case .integer: IntegerNotation.value(of: text).map(Double.init) ?? Double(text)
    case .null, .boolean, .string: nil
    }
  }
}

/// What a scalar means once its tag is resolved.
package enum ScalarType: String, Sendable {
  case null, boolean, integer, float, string
}

/// How a scalar is written.
package enum ScalarStyle: UInt8, Sendable {
  case plain, singleQuoted, doubleQuoted, literal, folded
}
