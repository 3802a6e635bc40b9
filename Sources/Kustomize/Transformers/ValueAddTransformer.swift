import Diagnostics
import YAML

/// Puts one value into fields of many resources, or between the parts of a path that they hold.
struct ValueAddTransformer: Transformer {
  var pluginName: String { "ValueAddTransformer" }
  private var value: SourcedText
  private var targets: [Target]

  private struct Target {
    var selector: Selector?
    var fieldPath: SourcedText
    /// The place among the parts of a path, from 1; 0 to replace the whole.
    var position: Int
  }

  init(_ root: Node, from site: Site, _ context: RenderContext) throws(RenderError) {
    let log = FindingLog()
    let reader = StrictMapping(
      root, describing: "a ValueAddTransformer", known: ["value", "targets", "targetFilePath"],
      as: .plugin, log: log)
    value = reader.text("value") ?? SourcedText("", root.origin)
    value.value = value.value.trimmingSpace
    if value.value.isEmpty { value.value = TreePath.name(of: site.directory) }
    targets = reader.elements("targets").map { Self.target($0, log) }
    if let path = reader.filledText("targetFilePath") {
      let file = try context.load(path, from: site)
      let parsed = file.parsed(as: .kubernetes)
      guard parsed.errors.isEmpty else { throw RenderError(parsed.errors.map(\.diagnostic)) }
      let list = StrictMapping(
        parsed.documents.first?.root ?? .null(), describing: "a list of targets",
        known: ["targets"], as: .plugin, log: log)
      targets += list.elements("targets").map { Self.target($0, log) }
    }
    try log.check()
    guard !targets.isEmpty else {
      throw RenderError(
        .invalidField, "a ValueAddTransformer must have targets", at: root.origin.location?.start)
    }
  }

  private static func target(_ node: Node, _ log: FindingLog) -> Target {
    let reader = StrictMapping(
      node, describing: "a target of a ValueAddTransformer",
      known: ["selector", "fieldPath", "filePathPosition"], as: .plugin, log: log)
    let path = reader.filledText("fieldPath")
    if path == nil {
      log.error(.invalidField, "fieldPath must not be empty", at: node.origin.location?.start)
    }
    let position = reader.integer("filePathPosition")
    if let position, position.value < 0 {
      log.error(
        .invalidField, "filePathPosition must not be negative", at: position.location)
    }
    return Target(
      selector: reader.value("selector").map(
        EntryDecoder(log: log, as: .plugin).selector),
      fieldPath: path ?? SourcedText("", node.origin), position: position?.value ?? 0)
  }

  func transform(_ list: inout ResourceList, _ context: RenderContext) throws(RenderError) {
    for target in targets {
      let selector = try target.selector?.compiled()
      let selected = list.items.indices.filter {
        selector?.selects(list.items[$0], context.schemas) != false
      }
      for index in selected { try add(to: &list.items[index], target, context) }
    }
  }

  private func add(
    to resource: inout Resource, _ target: Target, _ context: RenderContext
  ) throws(RenderError) {
    let source = Origin(value.location, by: .valueAdd)
    if target.fieldPath.value == "metadata/namespace" {
      if context.schemas.isClusterScoped(resource.gvk) { return }
      resource.setMetadata("namespace") { node in
        context.recorder.set(&node, to: .tagged(value.value), source: source, by: .valueAdd)
      }
      return
    }
    let field = FieldSpec(path: target.fieldPath.value, creates: true)
    try field.visit(&resource.root, creating: .scalar, origin: source) {
      (node) throws(RenderError) in
      guard node.scalar != nil else {
        throw RenderError(
          .invalidField, "\(target.fieldPath.value) is a \(node.kindName), not a scalar",
          at: target.fieldPath.location)
      }
      let old = node.isNull ? "" : node.text
      let text = target.position > 0 ? inserted(into: old, at: target.position - 1) : value.value
      context.recorder.setUntagged(&node, to: text, source: source, by: .valueAdd)
    }
  }

  /// The path with the value as a further part, at the end where there are fewer.
  private func inserted(into path: String, at position: Int) -> String {
    var parts = path.split(separator: "/").map(String.init)
    let isAbsolute = path.hasPrefix("/")
    parts.insert(value.value, at: min(position, parts.count))
    return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
  }
}
