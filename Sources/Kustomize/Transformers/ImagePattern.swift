import RegularExpression
import Values

/// Tells whether an image is the one that an entry names.
struct ImagePattern {
  private let form: Form

  private enum Form {
    /// A name in which nothing but dots is special to an expression.
    case name([Unicode.Scalar])
    case expression(Pattern)
  }

  /// Nil where the name is no regular expression.
  init?(name: String) {
    guard !name.utf8.allSatisfy(Self.isPlain) else {
      form = .name(Array(name.unicodeScalars))
      return
    }
    let tag = "(:[a-zA-Z0-9_.{}-]*)?"
    let digest = "(@sha256:[a-zA-Z0-9_.{}-]*)?"
    // Kustomize anchors the pattern by text, so that alternatives in the name escape the anchors.
    do { form = .expression(try Pattern("^\(name)\(tag)\(digest)$")) } catch { return nil }
  }

  func matches(_ image: String) -> Bool {
    switch form {
    case .name(let name): Self.isImage(image, called: name)
    case .expression(let pattern): pattern.matches(image)
    }
  }

  /// What the expression would say: to compile one for every name of every overlay takes longer.
  private static func isImage(_ image: String, called name: [Unicode.Scalar]) -> Bool {
    var rest = image.unicodeScalars[...]
    for wanted in name {
      guard let next = rest.popFirst(), next == wanted || wanted == "." && next != "\n" else {
        return false
      }
    }
    if rest.first == ":" { rest = rest.dropFirst().drop(while: isOfTag) }
    let digest = "@sha256:".unicodeScalars
    if rest.starts(with: digest) { rest = rest.dropFirst(digest.count).drop(while: isOfTag) }
    return rest.isEmpty
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || "/-_:.".utf8.contains(byte)
  }

  private static func isOfTag(_ scalar: Unicode.Scalar) -> Bool {
    UInt8(exactly: scalar.value).map { $0.isAlphanumeric || "_.{}-".utf8.contains($0) } ?? false
  }
}
