import Diagnostics
import Kubernetes
import RegularExpression
import YAML

/// Which resources a patch or a replacement is for.
struct Selector: Sendable {
  /// Its parts are regular expressions that must match the whole.
  var resource = ResourceSelector()
  var labels = SourcedText("", .none)
  var annotations = SourcedText("", .none)
  var origin: Origin

  func compiled() throws(RenderError) -> CompiledSelector {
    CompiledSelector(
      group: try pattern(resource.group), version: try pattern(resource.version),
      kind: try pattern(resource.kind), name: try pattern(resource.name),
      namespace: try pattern(resource.namespace), labels: try query(labels),
      annotations: try query(annotations))
  }

  private func query(_ source: SourcedText) throws(RenderError) -> LabelQuery {
    guard let query = LabelQuery(source.value) else {
      throw RenderError(
        .invalidSelector, "\"\(source.value)\" is no label selector", at: source.location)
    }
    return query
  }

  private func pattern(_ text: String) throws(RenderError) -> WholePattern? {
    guard !text.isEmpty else { return nil }
    do { return try WholePattern(text) } catch {
      throw RenderError(
        .invalidSelector, "\"\(text)\" is no regular expression: \(error.reason)",
        at: origin.location?.start)
    }
  }
}

/// A pattern that must match all of a text; plain names are compared as they are.
struct WholePattern: Sendable {
  private let literal: String
  private let pattern: Pattern?

  init(_ text: String) throws(InvalidPattern) {
    literal = text
    let isLiteral = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "/"), UInt8(ascii: ":"):
        true
      default: false
      }
    }
    pattern = isLiteral ? nil : try Pattern("^(?:\(text))$")
  }

  func matches(_ text: String) -> Bool { pattern?.matches(text) ?? (text == literal) }
}

/// A selector whose patterns are ready to match; a part that is nil matches anything.
struct CompiledSelector: Sendable {
  var group: WholePattern?
  var version: WholePattern?
  var kind: WholePattern?
  var name: WholePattern?
  var namespace: WholePattern?
  var labels: LabelQuery
  var annotations: LabelQuery

  func selects(_ gvk: GroupVersionKind) -> Bool {
    group?.matches(gvk.group) != false && version?.matches(gvk.version) != false
      && kind?.matches(gvk.kind) != false
  }

  /// Whether a patch is for the resource: name and namespace may be the first or today's.
  func selects(_ resource: Resource, _ scopes: Schemas) -> Bool {
    // The type first, since it excludes most objects: the rest of an identity is longer to find out.
    guard selects(resource.type(scopes).gvk) else { return false }
    let current = resource.id(scopes)
    let original = resource.previousIDs().first ?? current
    if let namespace, !namespace.matches(original.effectiveNamespace),
      !namespace.matches(current.effectiveNamespace)
    {
      return false
    }
    if let name, !name.matches(original.name), !name.matches(current.name) { return false }
    return selectsMetadata(of: resource)
  }

  func selectsMetadata(of resource: Resource) -> Bool {
    (labels.isEmpty || labels.matches(resource.labels))
      && (annotations.isEmpty || annotations.matches(resource.annotations))
  }

  /// Whether an identity has the group, version, kind, name and namespace.
  func selects(_ id: ResourceID) -> Bool {
    selects(id.gvk) && name?.matches(id.name) != false && namespace?.matches(id.namespace) != false
  }
}
