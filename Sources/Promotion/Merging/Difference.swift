package import Diagnostics
package import YAML

/// A field that two states of a file do not have alike.
package struct Difference: Sendable {
  /// What differs.
  package var field: PromotedField
  /// What the source has, in the source's own words; nil for nothing.
  package var source: FieldValue?
  /// What the target has; nil for nothing.
  package var target: FieldValue?
  /// The keys of an entry that only make sense together, as the tag and the digest of an image.
  ///
  /// The values hold these alone. Nil for a field that is one value.
  var members: [String]?

  /// A value with its place.
  package struct FieldValue: Sendable {
    /// The value; of a whole file that is no YAML, its text.
    package var node: Node
    /// Where it stands.
    package var location: Location?
    /// Where it stands in its document.
    var path = FieldPath.root
    /// The number of its document.
    var document = 0
    /// All of its bytes: those of the whole entry where it is some members of one.
    var extent: ByteRange?

    package init(node: Node, location: Location?) {
      self.node = node
      self.location = location
      extent = location?.range
    }

    init(_ node: Node, path: FieldPath, document: Int) {
      self.node = node
      self.path = path
      self.document = document
      location = node.origin.location
      extent = location?.range
    }
  }
}
