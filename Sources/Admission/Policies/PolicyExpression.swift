package import Diagnostics
package import YAML

/// A field of a policy that holds CEL source, with the place where it is written.
package struct PolicyExpression: Sendable {
  /// The source as the server compiles it.
  package var source: String
  /// The field, as `spec.validations[0].expression`.
  package var path: FieldPath
  /// The scalar that holds the source; nil where the policy was not read from a tree.
  package var scalar: Node?
  /// The byte of the scalar's text at which the source begins.
  private var start = 0

  package init(source: String, path: FieldPath, scalar: Node? = nil) {
    self.source = source
    self.path = path
    self.scalar = scalar
  }

  /// Where the scalar stands.
  package var location: Location? { scalar?.origin.location }

  /// Where a range of the source's bytes stands in its file.
  ///
  /// Follows quoting, escapes, folding and indentation; where the file's text cannot be followed,
  /// it is the whole scalar.
  package func location(of range: ByteRange) -> Location? {
    scalar?.location(of: ByteRange(range.lowerBound + start, range.upperBound + start))
  }

  /// The expression without white space at both ends.
  var trimmed: PolicyExpression {
    var copy = self
    copy.source = source.trimmed
    copy.start += source.prefix { $0.isWhitespace }.utf8.count
    return copy
  }
}

extension String {
  /// The text without white space at both ends.
  var trimmed: String {
    if let first = utf8.first, let last = utf8.last, first.isVisible, last.isVisible { return self }
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}

extension UInt8 {
  /// Whether it is a character by itself that is no white space.
  fileprivate var isVisible: Bool { (0x21...0x7E).contains(self) }
}
