package import Diagnostics

/// A value that was read from a file, with the place that gives it.
package struct Sourced<Value: Sendable>: Sendable {
  /// The value as the format reads it, unescaped and converted.
  package var value: Value
  /// What set the value last; for a value of a list, the element.
  package var origin: Origin
  /// How a scalar is written, to find the bytes of its parts.
  package var style: ScalarStyle

  /// A value at a place; `plain` is the style of what is no scalar too.
  package init(_ value: Value, _ origin: Origin, style: ScalarStyle = .plain) {
    self.value = value
    self.origin = origin
    self.style = style
  }

  /// The bytes to edit to change the value; nil where no file holds it.
  package var location: Location? { origin.location }
}

/// A text with the place that gives it.
package typealias SourcedText = Sourced<String>

extension SourcedText {
  /// A string scalar of this text, written as it is written in the file.
  package var node: Node { Node(Scalar(string: value, style: style), origin: origin) }
}

/// One entry of a mapping from text to text.
package struct SourcedPair: Sendable {
  /// The key as text, at its own place; a number is written as Go writes it.
  package var key: SourcedText
  /// The value as text, at its own place.
  package var value: SourcedText

  /// An entry of texts that were read elsewhere.
  package init(key: SourcedText, value: SourcedText) {
    self.key = key
    self.value = value
  }
}
