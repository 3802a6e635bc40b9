package import Diagnostics
package import YAML

/// The merge of one file of the target with its counterpart in the source.
///
/// It is a function of the two texts, of what was there before, and of the environments' words: it
/// reads nothing else. A file that is absent on one side differs as a whole.
package struct FileMerge: Sendable {
  /// What the two files do not have alike, in the order of the source's text.
  package private(set) var differences: [Difference]
  private let sourceFile: SourceFile?
  private let targetFile: SourceFile?
  /// The target's file; nil where it is not there.
  var target: SourceFile? { targetFile }
  private let words: EnvironmentWords
  /// How the files are read.
  let reading: FileReading

  /// Where the source has what the target writes otherwise, and so is not unlike it.
  var rewrittenPlaces: [Location] {
    guard let sourceFile, !reading.rewritings.isEmpty else { return [] }
    return reading.rewrittenPlaces(
      in: MergedFile(sourceFile).divided(by: reading.parts, on: .source))
  }

  /// The same of some of its differences alone.
  func limited(to differences: [Difference]) -> FileMerge {
    var merge = self
    merge.differences = differences
    return merge
  }

  /// - Precondition: at least one of the files is there.
  package init(source: SourceFile?, target: SourceFile?, words: EnvironmentWords) {
    precondition(source != nil || target != nil, "a merge has a file")
    self.init(source: source, target: target, words: words, reading: FileReading())
  }

  /// Where neither file is there, nothing differs.
  init(source: SourceFile?, target: SourceFile?, words: EnvironmentWords, reading: FileReading) {
    (sourceFile, targetFile) = (source, target)
    self.words = words
    var reading = reading
    if reading.rebasing != nil {
      reading.words = words
      reading.rebasing?.known = target.map { MergedFile($0).texts } ?? []
    }
    self.reading = reading
    differences = Self.differences(
      source.map { reading.file($0, on: .source) }, target.map { reading.file($0, on: .target) },
      words, reading.rewritings
    ).filter(reading.isMeant)
  }

  private static func differences(
    _ source: MergedFile?, _ target: MergedFile?, _ words: EnvironmentWords,
    _ rewritings: [ValueRewriting]
  ) -> [Difference] {
    guard source != nil || target != nil else { return [] }
    let whole = PromotedField(document: .file, steps: [])
    if let source, let target {
      let isSame = source.file.bytes == target.file.bytes
      guard !isSame || !rewritings.isEmpty || source.division != nil else { return [] }
      if source.kind == target.kind, source.kind != .text {
        var search = DifferenceSearch(words: words, kind: source.kind)
        search.compare(source, target)
        return search.found
      }
      guard !words.areEqual(source.text, target.text) else { return [] }
    }
    return [
      Difference(
        field: whole, source: source?.value(of: whole, members: nil, on: .source),
        target: target?.value(of: whole, members: nil, on: .target))
    ]
  }

  /// What a state of the file has at a difference's field; nil for nothing.
  package static func value(
    of difference: Difference, in file: SourceFile, on side: PromotedField.Side
  ) -> Difference.FieldValue? {
    MergedFile(file).value(of: difference.field, members: difference.members, on: side)
  }

  /// Whether a value of the source says what one of the target does.
  package func areEqual(
    _ source: Difference.FieldValue?, _ target: Difference.FieldValue?
  ) -> Bool {
    DifferenceSearch(words: words, kind: .yaml).areEqual(source?.node, target?.node)
  }

  /// Which side changed, and what the target would say where it takes the source's change.
  package func classify(
    _ difference: Difference, base: BaseValue
  ) -> (classification: Classification, value: Node?) {
    let merge = ThreeWay(difference, base: base, words: words, reading: reading)
    return (merge.classification, merge.value)
  }

  /// The target's bytes with the chosen differences made; nil where the file goes.
  ///
  /// - Throws: ``PromotedField`` with the reason where the text cannot be changed in place.
  package func result(
    of choices: [(difference: Difference, value: Node?)]
  ) throws(MergeFailure) -> FileResult? {
    guard let target = targetFile else {
      return choices.first?.value?.string.map { FileResult(bytes: Array($0.utf8), edits: nil) }
    }
    if sourceFile == nil, !choices.isEmpty { return nil }
    let change = FileChange(
      from: sourceFile.map {
        MergedFile($0, isDeclared: reading.declared != nil)
          .divided(by: reading.parts, on: .source)
          .rebased(by: reading.rebasing, reading.words)
      },
      to: reading.file(target, on: .target), words: words)
    let edits: [TextEdit]
    do throws(FileChange.Failure) {
      edits = try change.edits(
        choices.map { FileChange.Choice(difference: $0.difference, value: $0.value) })
    } catch { throw MergeFailure(field: error.field, error: error.error) }
    do {
      return FileResult(bytes: try edits.applied(to: target.bytes), edits: edits)
    } catch {
      preconditionFailure("an editor's edits do not overlap")
    }
  }
}

/// What a merge makes of a file.
package struct FileResult: Sendable {
  /// All of it.
  package let bytes: [UInt8]
  /// What changes in the target's file; nil for a new one.
  package let edits: [TextEdit]?
}

/// Why a difference cannot be made in the target's file.
package struct MergeFailure: Error, Sendable {
  /// What was to be changed.
  package let field: PromotedField
  /// What is in the way.
  package let error: EditError
}
