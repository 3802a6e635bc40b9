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
  private let log: FindingLog
  private let dialect: MappingDialect
  private let entries: EntryDecoder

  init(_ log: FindingLog, as dialect: MappingDialect = .kustomization) {
    self.log = log
    self.dialect = dialect
    entries = EntryDecoder(log: log, as: dialect)
  }

  /// An entry of `replacements`.
  func entry(_ node: Node) -> ReplacementEntry {
    let reader = StrictMapping(
      node, describing: "a replacement", known: ["source", "sourceValue", "targets", "path"],
      as: dialect, log: log)
    let path = reader.filledText("path")
    if let path, reader.has("source") || !reader.elements("targets").isEmpty {
      log.error(
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
        StrictMapping(
          node, describing: "a replacement", known: ["source", "sourceValue", "targets"],
          as: dialect, log: log))
    }
  }

  private func replacement(_ reader: StrictMapping) -> Replacement {
    Replacement(
      source: reader.value("source").map(source), sourceValue: reader.text("sourceValue"),
      targets: reader.has("targets") ? reader.elements("targets").map(target) : nil,
      origin: reader.origin)
  }

  private func source(_ node: Node) -> Replacement.Source {
    let reader = StrictMapping(
      node, describing: "the source of a replacement",
      known: ["group", "version", "kind", "name", "namespace", "fieldPath", "options"], as: dialect,
      log: log)
    return Replacement.Source(
      resource: entries.resourceSelector(reader),
      fieldPath: reader.filledText("fieldPath") ?? SourcedText("metadata.name", node.origin),
      options: options(reader), origin: node.origin)
  }

  private func target(_ node: Node) -> Replacement.Target {
    let reader = StrictMapping(
      node, describing: "a target of a replacement",
      known: ["select", "reject", "fieldPaths", "options"], as: dialect, log: log)
    let paths = reader.texts("fieldPaths")
    return Replacement.Target(
      select: reader.value("select").map(entries.selector),
      reject: reader.elements("reject").map(entries.selector),
      fieldPaths: paths.isEmpty ? [SourcedText("metadata.name", node.origin)] : paths,
      options: options(reader), origin: node.origin)
  }

  private func options(_ reader: StrictMapping) -> Replacement.Options {
    guard
      let options = reader.mapping(
        "options", describing: "the options of a replacement",
        known: ["delimiter", "index", "encoding", "create"])
    else { return Replacement.Options() }
    _ = options.text("encoding")
    return Replacement.Options(
      delimiter: options.text("delimiter")?.value ?? "",
      index: options.integer("index")?.value ?? 0, creates: options.flag("create"))
  }
}
