import Values

/// A kind of objects, and the fields of other objects that hold their names.
package struct NameReference: Sendable {
  /// The kind that is named.
  package let target: KindPattern
  /// The fields that hold its names, at least one.
  package private(set) var fields: [Field]

  /// A field of some kind of objects.
  package struct Field: Sendable {
    /// The kind that has the field.
    package let kind: KindPattern
    /// The way from the object to the field: a name, a list of names, or a mapping with a `name`.
    package let pattern: PathPattern
  }

  /// All that are known, in the order of the table.
  package static let all: [NameReference] = {
    var result: [NameReference] = []
    for line in NameReferenceTable.references.split(atByte: "\n") {
      let words = line.split(atByte: " ")
      if words[0] == "#" {
        result.append(NameReference(target: KindPattern(notation: words[1]), fields: []))
        continue
      }
      let pattern = PathPattern(String(words[0]))
      result[result.count - 1].fields += words.dropFirst().map {
        Field(kind: KindPattern(notation: $0), pattern: pattern)
      }
    }
    return result
  }()
}
