import Diagnostics
import Kubernetes
import YAML

/// Puts resources into a namespace, and what refers to the namespace by name with them.
struct NamespaceTransformer: Transformer {
  var pluginName: String { "NamespaceTransformer" }
  var namespace: SourcedText
  var fields: [FieldSpec]
  /// Whether a namespace that is set already stays.
  var setsOnlyMissing = false
  var subjects = Subjects.namedDefault

  /// Which subjects of role bindings get the namespace.
  enum Subjects: String, Sendable, CaseIterable {
    case namedDefault = "defaultOnly"
    case serviceAccounts = "allServiceAccounts"
    case none
  }

  func transform(_ list: inout ResourceList, _ context: RenderContext) throws(RenderError) {
    for index in list.items.indices {
      if list.items[index].annotations[ChartGenerator.annotation] == "true" { continue }
      list.items[index].storePrevious(context.schemas)
      try transform(&list.items[index], context)
    }
    try checkConflicts(list, context.schemas)
  }

  private func transform(_ resource: inout Resource, _ context: RenderContext) throws(RenderError) {
    let gvk = resource.gvk
    let change = { (node: inout Node) throws(RenderError) in try set(&node, context.recorder) }
    if !context.schemas.isClusterScoped(gvk) {
      try Self.ownField.visit(&resource.root, creating: .scalar, origin: source, change)
    }
    let isRoleBinding = gvk.kind == "RoleBinding" || gvk.kind == "ClusterRoleBinding"
    if isRoleBinding { try setSubjects(of: &resource, context.recorder) }
    for field in fields where field.selects(gvk) {
      // Names and namespaces of metadata were looked after above, except the core Namespace's own.
      if field.path == "metadata/namespace" { continue }
      if field.path == "metadata/name", resource.apiVersion != "v1" { continue }
      if isRoleBinding, field.path == "subjects/namespace", field.kinds.kind == gvk.kind {
        continue
      }
      try field.visit(&resource.root, creating: .scalar, origin: source, change)
    }
  }

  /// What every object of a namespace has.
  private static let ownField = FieldSpec(path: "metadata/namespace", creates: true)

  private var source: Origin { Origin(namespace.location, by: .namespace) }

  private func set(_ node: inout Node, _ recorder: OriginRecorder) throws(RenderError) {
    guard node.scalar != nil else {
      throw RenderError(
        .invalidConfiguration, "a namespace must be a string, not a \(node.kindName)",
        at: node.origin.location)
    }
    if setsOnlyMissing, !node.isNull, !node.text.isEmpty { return }
    recorder.set(&node, to: .tagged(namespace.value), source: source, by: .namespace)
  }

  private func setSubjects(
    of resource: inout Resource, _ recorder: OriginRecorder
  ) throws(RenderError) {
    let wanted: (field: String, value: String)
    switch subjects {
    case .none: return
    case .namedDefault: wanted = ("name", "default")
    case .serviceAccounts: wanted = ("kind", "ServiceAccount")
    }
    _ = try resource.root.update("subjects") { (subjects) throws(RenderError) in
      guard subjects.elements != nil || subjects.isNull else {
        throw RenderError(
          .invalidResource, "subjects must be a sequence, not a \(subjects.kindName)",
          at: subjects.origin.location)
      }
      _ = try subjects.updateElements { (elements) throws(RenderError) in
        for index in elements.indices where elements[index][wanted.field]?.text == wanted.value {
          if elements[index]["namespace"] == nil {
            elements[index]["namespace"] = .null(origin: source)
          }
          _ = try elements[index].update("namespace") { (node) throws(RenderError) in
            try set(&node, recorder)
          }
        }
      }
    }
  }

  private func checkConflicts(_ list: ResourceList, _ scopes: Schemas) throws(RenderError) {
    var known: [ResourceID.Key: Int] = [:]
    for (index, resource) in list.items.enumerated() {
      let id = resource.id(scopes)
      guard let first = known[id.key] else {
        known[id.key] = index
        continue
      }
      throw RenderError(
        .duplicateResource, "namespace \(namespace.value) makes two of \(id.description)",
        at: namespace.location,
        related: [
          Label("one is here", at: list.items[first].definition),
          Label("the other is here", at: resource.definition),
        ], object: id.description)
    }
  }
}
