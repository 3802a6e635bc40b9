/// How strictly a file format takes its mappings, and how it speaks of what is wrong with them.
package struct MappingDialect: Sendable {
  /// When a key of the file is one of the known names.
  package var names: Names
  /// Whether a field that is not known is a mistake.
  package var unknownFields: UnknownFields
  /// What a null stands for, in place of a field, of a text in a list and of the mapping.
  package var nulls: Nulls
  /// Which scalars are taken where a text is wanted.
  package var texts: Texts
  /// What a user is told of a mistake.
  package var sentence: @Sendable (MappingMistake) -> MappingMistake.Sentence

  /// A dialect that leaves nothing to defaults, since formats differ in each of these.
  package init(
    names: Names, unknownFields: UnknownFields, nulls: Nulls, texts: Texts,
    sentence: @escaping @Sendable (MappingMistake) -> MappingMistake.Sentence
  ) {
    self.names = names
    self.unknownFields = unknownFields
    self.nulls = nulls
    self.texts = texts
    self.sentence = sentence
  }

  /// When a key is a known name.
  package enum Names: Sendable {
    /// When it is that name, letter for letter.
    case exact
    /// When it is that name whatever the case of its letters, as Go's JSON decoder has it.
    case anyCase
  }

  /// What becomes of a field that is not known.
  package enum UnknownFields: Sendable {
    case refused, passedOver
  }

  /// What a null stands for.
  package enum Nulls: Sendable {
    /// A field that is absent, an empty text in a list and a mapping without fields, as in Go.
    case zero
    /// A field that is absent; elsewhere it is a value of the wrong type.
    case absent
    /// A value of the wrong type everywhere.
    case refused
  }

  /// Which scalars are texts.
  package enum Texts: Sendable {
    /// Strings alone: a number must be quoted.
    case strings
    /// Numbers and booleans too, as Go writes their values: `1.10` is the text `1.1`.
    case values
    /// Numbers and booleans too, as they are written: `1.10` is the text `1.10`. Never empty.
    case filledNotations
  }
}
