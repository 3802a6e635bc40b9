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

  package init(source: String, path: FieldPath, scalar: Node? = nil) {
    self.source = source
    self.path = path
    self.scalar = scalar
  }

  /// Where the scalar stands.
  package var location: Location? { scalar?.origin.location }

  /// Whether there is nothing but white space.
  var isBlank: Bool { source.allSatisfy(\.isWhitespace) }

  /// Where a range of the source's bytes stands in its file.
  ///
  /// Follows quoting, escapes, folding and indentation; where the file's text cannot be followed,
  /// it is the whole scalar.
  package func location(of range: ByteRange) -> Location? {
    guard let scalar, let whole = scalar.origin.location else { return nil }
    guard let map = ScalarSourceMap(scalar) else { return whole }
    return Location(file: whole.file, range: map.range(of: range))
  }
}
