package import Diagnostics

/// A value that was read from a file, with the place that gives it.
package struct Sourced<Value: Sendable>: Sendable {
  package var value: Value
  package var origin: Origin
  /// How a scalar is written, to find the bytes of its parts.
  package var style: ScalarStyle

  package init(_ value: Value, _ origin: Origin, style: ScalarStyle = .plain) {
    self.value = value
    self.origin = origin
    self.style = style
  }

  /// The bytes to edit to change the value; nil where no file holds it.
  package var location: Location? { origin.location }
}

package typealias SourcedText = Sourced<String>

extension SourcedText {
  /// A string scalar of this text, written as it is written in the file.
  package var node: Node { Node(Scalar(string: value, style: style), origin: origin) }
}

/// One entry of a mapping from text to text.
package struct SourcedPair: Sendable {
  package var key: SourcedText
  package var value: SourcedText

  package init(key: SourcedText, value: SourcedText) {
    self.key = key
    self.value = value
  }
}
