package import Environments

/// A field that pipeline.yaml declares, as far as one promotion goes.
package struct DeclaredValue: Sendable {
  /// The files that it stands in, outside of what environments are made of; nil for what they are made of.
  package var files: DeclaredFiles?
  /// The field.
  package var field: FieldPattern
  /// What the later environment has before the earlier one's value.
  package var prefix: String
  /// What it has behind it.
  package var suffix: String
  /// Whether the promotion goes from the later environment to the earlier.
  package var isReversed: Bool

  /// - Parameters:
  ///   - field: the declared path, read.
  ///   - isReversed: whether changes are taken back to the earlier environment.
  package init(
    _ declared: DeclaredField, as field: FieldPattern, isReversed: Bool
  ) {
    files = declared.files
    self.field = field
    (prefix, suffix) = (declared.prefix, declared.suffix)
    self.isReversed = isReversed
  }

  /// How one file has it for several environments; nil where each has a file of its own.
  var division: DividedField? { DividedField(field) }

  /// The same as from one wave of an environment to the next: what each cluster has, written alike.
  package var fromWaveToWave: DeclaredValue? {
    guard division?.isOfClusters ?? false else { return nil }
    var value = self
    (value.prefix, value.suffix) = ("", "")
    return value
  }

  /// What it changes of a value; nil where nothing.
  var rewriting: ValueRewriting? {
    guard !prefix.isEmpty || !suffix.isEmpty else { return nil }
    return ValueRewriting(field: field, prefix: prefix, suffix: suffix, isReversed: isReversed)
  }

  /// The same of some parts of a file.
  func rewritings(of parts: [FilePart]) -> [ValueRewriting] {
    guard var rewriting else { return [] }
    return parts.map { part in
      rewriting.part = part
      return rewriting
    }
  }
}
