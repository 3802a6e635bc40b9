import Diagnostics

/// Why an edit is refused; the text stays as it was.
package enum EditError: Error, Hashable, Sendable {
  /// The file has errors, the first of which this is.
  case unreadable(SyntaxError)
  /// The file has no document of this number.
  case noDocument(Int)
  /// Nothing stands at the path.
  case missing(FieldPath)
  /// The path asks for a key or an item of a value that has none, or for an item past the end.
  case notInside(FieldPath)
  /// The path goes through an alias: the value that it names belongs to another place too.
  case throughAlias(String, at: FieldPath)
  /// The value comes from a merge key, and so from another mapping.
  case merged(FieldPath)
  /// The value holds an anchor that an alias elsewhere needs.
  case anchorInUse(String, at: FieldPath)
  /// The text around the value is laid out in a way that no edit of these kinds keeps intact.
  case layout(FieldPath)

  /// One sentence, lower case, no full stop.
  package var message: String {
    switch self {
    case .unreadable(let error): error.message
    case .noDocument(let index): "the file has no document \(index + 1)"
    case .missing(let path): "there is no \(path)"
    case .notInside(let path): "\(path) is not a place in this document"
    case .throughAlias(let name, let path):
      "\(path) lies inside the alias *\(name); edit the value at its anchor &\(name)"
    case .merged(let path): "\(path) comes from a merge key; edit the mapping that it names"
    case .anchorInUse(let name, let path):
      "\(path) holds the anchor &\(name), which an alias elsewhere needs"
    case .layout(let path): "\(path) is laid out in a way that cannot be edited in place"
    }
  }
}
