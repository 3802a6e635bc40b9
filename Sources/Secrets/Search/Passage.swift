import Diagnostics
import YAML

/// A text to look at, with what is known of where it stands.
struct Passage {
  var text: String
  /// What names the text: the key, the variable, the flag.
  var name: String?
  var scope: Scope
  /// Where a range of the text's bytes stands in its file.
  var locate: (Range<Int>?) -> Location?

  /// A part of the text under a name of its own.
  func part(_ range: Range<Int>, of bytes: [UInt8], name: String?) -> Passage {
    let locate = locate
    return Passage(
      text: String(decoding: bytes[range], as: UTF8.self), name: name, scope: scope,
      locate: { part in
        let part = part ?? 0..<range.count
        return locate(part.lowerBound + range.lowerBound..<part.upperBound + range.lowerBound)
      })
  }

  /// What the text stands for once it is decoded, of which only the whole has a place.
  func decoded(_ text: String) -> Passage {
    let whole = 0..<self.text.utf8.count
    var scope = scope
    scope.depth += 1
    scope.isSearched = false
    scope.isEncoded = false
    let locate = locate
    return Passage(text: text, name: name, scope: scope, locate: { _ in locate(whole) })
  }
}

/// What is known of a text by the object that it is a part of.
struct Scope {
  /// The object, as reports name it.
  var object: String?
  /// The field of the object, where it has a name of its own.
  var namedField: String?
  /// The way to the field of the object; what most texts stand at is never told.
  var path: FieldPath?
  /// The field of the object, as reports name it.
  var field: String? { namedField ?? path?.description }
  /// Whether what stands here is a Secret's, so that a value need not be named for one.
  var isSecret = false
  /// Whether the document is the text of a value of another.
  var isNested = false
  /// Whether the value is Base64 by the kind of its object.
  var isEncoded = false
  /// How far a name is to be believed.
  var trust = NameTrust.data
  /// Whether the forms of secrets have been looked for in the bytes of the file.
  var isSearched = true
  /// How often the text was decoded.
  var depth = 0

  /// How often a text may be encoded within another and is still found.
  static let deepest = 3
}

/// How far a name that speaks of a secret is to be believed.
enum NameTrust {
  /// The keys of data: variables, entries of a ConfigMap, lines of a configuration file.
  case data
  /// The fields of objects, under which names of other objects stand too.
  case fields
  /// A program, where what follows a name may be an expression.
  case code
  /// What tells where secrets are kept, and templates: names say nothing.
  case nothing
}
