import Diagnostics
import YAML

/// Copies a value into fields of other objects.
struct Replacement: Sendable {
  var source: Source?
  var sourceValue: SourcedText?
  /// Nil where the field is absent.
  var targets: [Target]?
  var origin: Origin

  /// Where the value comes from.
  struct Source: Sendable {
    var resource: ResourceSelector
    var fieldPath: SourcedText
    var options: Options
    var origin: Origin
  }

  /// Where the value goes.
  struct Target: Sendable {
    var select: Selector?
    var reject: [Selector]
    var fieldPaths: [SourcedText]
    var options: Options
    var origin: Origin
  }

  /// How a part of a value is meant.
  struct Options: Sendable {
    var delimiter = ""
    var index = 0
    var creates = false
  }
}

/// Decodes replacements.
struct ReplacementDecoder {
  private let problems: Problems
  private let mode: FieldReader.Mode
  private let entries: EntryDecoder

  init(_ problems: Problems, mode: FieldReader.Mode = .kustomization) {
    self.problems = problems
    self.mode = mode
    entries = EntryDecoder(problems: problems, mode: mode)
  }

  /// An entry of `replacements`.
  func entry(_ node: Node) -> ReplacementEntry {
    let reader = FieldReader(
      node, known: ["source", "sourceValue", "targets", "path"], what: "a replacement",
      mode: mode, problems: problems)
    let path = reader.filledText("path")
    if let path, reader.has("source") || !reader.elements("targets").isEmpty {
      problems.error(
        .invalidReplacement, "a replacement cannot have both a path and a source or targets",
        at: path.location)
    }
    return ReplacementEntry(path: path, replacement: replacement(reader))
  }

  /// The replacements of a file: one, or a sequence of them.
  func file(_ root: Node) -> [Replacement] {
    let nodes = root.elements ?? [root]
    return nodes.map { node in
      replacement(
        FieldReader(
          node, known: ["source", "sourceValue", "targets"], what: "a replacement",
          mode: mode, problems: problems))
    }
  }

  private func replacement(_ reader: FieldReader) -> Replacement {
    Replacement(
      source: reader.node("source").map(source), sourceValue: reader.text("sourceValue"),
      targets: reader.has("targets") ? reader.elements("targets").map(target) : nil,
      origin: reader.origin)
  }

  private func source(_ node: Node) -> Replacement.Source {
    let reader = FieldReader(
      node, known: ["group", "version", "kind", "name", "namespace", "fieldPath", "options"],
      what: "the source of a replacement", mode: mode, problems: problems)
    return Replacement.Source(
      resource: entries.resourceSelector(reader),
      fieldPath: reader.filledText("fieldPath") ?? SourcedText("metadata.name", node.origin),
      options: options(reader), origin: node.origin)
  }

  private func target(_ node: Node) -> Replacement.Target {
    let reader = FieldReader(
      node, known: ["select", "reject", "fieldPaths", "options"],
      what: "a target of a replacement", mode: mode, problems: problems)
    let paths = reader.texts("fieldPaths")
    return Replacement.Target(
      select: reader.node("select").map(entries.selector),
      reject: reader.elements("reject").map(entries.selector),
      fieldPaths: paths.isEmpty ? [SourcedText("metadata.name", node.origin)] : paths,
      options: options(reader), origin: node.origin)
  }

  private func options(_ reader: FieldReader) -> Replacement.Options {
    guard
      let options = reader.reader(
        "options", known: ["delimiter", "index", "encoding", "create"],
        what: "the options of a replacement")
    else { return Replacement.Options() }
    return Replacement.Options(
      delimiter: options.text("delimiter")?.value ?? "",
      index: options.integer("index")?.value ?? 0, creates: options.flag("create"))
  }
}
