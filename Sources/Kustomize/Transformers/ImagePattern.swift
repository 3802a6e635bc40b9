import RegularExpression
import Values

/// Tells whether an image is the one that an entry names.
struct ImagePattern {
  private let form: Form

  private enum Form {
    /// A name in which nothing but dots is special to an expression.
    case name([UInt8])
    case expression(Pattern)
  }

  /// Nil where the name is no regular expression.
  init?(name: String) {
    guard !name.utf8.allSatisfy(Self.isPlain) else {
      form = .name(Array(name.utf8))
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
  private static func isImage(_ image: String, called name: [UInt8]) -> Bool {
    let bytes = image.utf8.span
    var position = 0
    for wanted in name {
      guard position < bytes.count else { return false }
      let byte = bytes[position]
      position += 1
      if wanted == UInt8(ascii: ".") {
        // It stands for any character, of which more bytes may follow.
        guard byte != UInt8(ascii: "\n") else { return false }
        while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
      } else if byte != wanted {
        return false
      }
    }
    skip(":", in: bytes, &position)
    skip("@sha256:", in: bytes, &position)
    return position == bytes.count
  }

  /// Goes on behind a mark that stands at a position, and behind the text of a tag after it.
  private static func skip(_ mark: String, in bytes: Span<UInt8>, _ position: inout Int) {
    var next = position
    for wanted in mark.utf8 {
      guard next < bytes.count, bytes[next] == wanted else { return }
      next += 1
    }
    while next < bytes.count, isOfTag(bytes[next]) { next += 1 }
    position = next
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || "/-_:.".utf8.contains(byte)
  }

  private static func isOfTag(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || "_.{}-".utf8.contains(byte)
  }
}
