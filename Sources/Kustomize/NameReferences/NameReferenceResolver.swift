import Diagnostics
import Kubernetes
import YAML

/// Gives fields that hold names the names that their objects have in the end.
struct NameReferenceResolver {
  private let context: RenderContext
  private let scopes: Schemas
  private let resources: [Resource]
  private let ids: [ResourceID]
  /// The positions of the resources that were called something, by that name.
  private let positionsByName: [String: [Int]]
  private let specs: NameReferenceIndex

  init(_ list: ResourceList, _ configuration: TransformerConfiguration, _ context: RenderContext) {
    self.context = context
    scopes = context.schemas
    resources = list.items
    ids = list.items.map { $0.id(context.schemas) }
    var positionsByName: [String: [Int]] = [:]
    for (position, resource) in list.items.enumerated() {
      let previous = resource.previous
      for (index, identity) in previous.enumerated()
      where !previous[..<index].contains(where: { $0.name == identity.name }) {
        positionsByName[identity.name, default: []].append(position)
      }
    }
    self.positionsByName = positionsByName
    specs = NameReferenceIndex(configuration)
  }

  /// Resolves the references of every resource of `list`.
  func resolve(in list: inout ResourceList) throws(RenderError) {
    guard !positionsByName.isEmpty else {
      for index in list.items.indices { _ = try roleBindingNamespaces(list.items[index]) }
      return
    }
    var specsByType: [GroupVersionKind: [NameReferenceIndex.Spec]] = [:]
    for index in list.items.indices {
      let type = list.items[index].originalID(scopes).gvk
      let own = specsByType[type] ?? specs.specs(for: type)
      specsByType[type] = own
      let reach = Reach(
        position: index, id: ids[index], namespaces: try roleBindingNamespaces(list.items[index]))
      for spec in own
      where hasField(spec.field, list.items[index].root) {
        try resolve(spec, in: &list.items[index], reach)
      }
    }
  }

  /// Where a referrer stands, which decides what it can refer to.
  private struct Reach {
    var position: Int
    var id: ResourceID
    /// Further namespaces that a role binding's subjects name.
    var namespaces: Set<String>
  }

  private func hasField(_ field: FieldSpec, _ root: Node) -> Bool {
    func exists(_ node: Node, _ steps: ArraySlice<PathPattern.Step>) -> Bool {
      guard let step = steps.first else { return true }
      switch node.content {
      case .scalar: return !node.isNull
      case .mapping(let mapping):
        return mapping[step.name].map { exists($0, steps.dropFirst()) } ?? false
      case .sequence(let elements):
        return elements.indices.contains { exists(elements[$0], steps) }
      }
    }
    return exists(root, field.pattern.steps[...])
  }

  private func roleBindingNamespaces(_ resource: Resource) throws(RenderError) -> Set<String> {
    guard resource.kind == "RoleBinding" else { return [] }
    var result: Set<String> = []
    for subject in resource.root["subjects"]?.elements ?? [] {
      guard let namespace = subject["namespace"], subject["kind"]?.text == "ServiceAccount" else {
        continue
      }
      guard let text = namespace.string else {
        throw RenderError(
          .invalidResource, "the namespace of a ServiceAccount must not be empty",
          at: namespace.origin.location, object: resource.id(scopes).description)
      }
      result.insert(text)
    }
    return result
  }
}

// MARK: - Fields

extension NameReferenceResolver {
  private func resolve(
    _ spec: NameReferenceIndex.Spec, in resource: inout Resource, _ reach: Reach
  ) throws(RenderError) {
    var root = resource.root
    resource.root = Node(Mapping())
    defer { resource.root = root }
    let referrer = resources[reach.position]
    try spec.field.visit(&root) { (node) throws(RenderError) in
      switch node.content {
      case .scalar(let scalar):
        if scalar.type != .null { try setScalar(&node, spec, referrer, reach) }
      case .mapping: try setMapping(&node, spec, referrer, reach)
      case .sequence:
        _ = try node.updateElements { (elements) throws(RenderError) in
          for index in elements.indices {
            switch elements[index].content {
            case .scalar(let scalar):
              if scalar.type != .null {
                try setScalar(&elements[index], spec, referrer, reach)
              }
            case .mapping: try setMapping(&elements[index], spec, referrer, reach)
            case .sequence:
              throw RenderError(
                .invalidResource, "\(spec.field.path) must hold names, not a sequence",
                at: elements[index].origin.location)
            }
          }
        }
      }
    }
  }

  private func setScalar(
    _ node: inout Node, _ spec: NameReferenceIndex.Spec, _ referrer: Resource, _ reach: Reach
  ) throws(RenderError) {
    let candidates = candidates(called: node.text, reach)
    guard
      let target = try select(
        candidates, spec, referrer, reach, at: node, comparesNamespaces: false)
    else { return }
    set(&node, to: resources[target].name)
  }

  private func set(_ node: inout Node, to name: String) {
    guard node.text != name else { return }
    // What refers to the object is still the field's own text.
    context.recorder.setUntagged(&node, to: name, source: node.origin, by: .nameReference)
  }

  /// Sets name and namespace of a reference that has both.
  private func setMapping(
    _ node: inout Node, _ spec: NameReferenceIndex.Spec, _ referrer: Resource, _ reach: Reach
  ) throws(RenderError) {
    guard let name = node["name"] else {
      throw RenderError(
        .invalidConfiguration, "\(spec.field.path) leads to a mapping without a name",
        at: node.origin.location)
    }
    var candidates = candidates(called: name.text, reach)
    if let namespace = node["namespace"] {
      candidates = within(namespace.text, candidates, reach)
    }
    guard
      let target = try select(candidates, spec, referrer, reach, at: node, comparesNamespaces: true)
    else { return }
    let namespace = resources[target].namespace
    if resources[target].name == name.text, namespace.isEmpty { return }
    _ = node.update("name") { set(&$0, to: resources[target].name) }
    guard !namespace.isEmpty else { return }
    let source = resources[target].root["metadata"]?["namespace"]?.origin ?? .none
    if node["namespace"] == nil {
      node["namespace"] = .null(origin: Origin(source.location, by: .nameReference))
    }
    _ = node.update("namespace") { value in
      guard value.text != namespace || value.isNull else { return }
      context.recorder.setUntagged(&value, to: namespace, source: source, by: .nameReference)
    }
  }

  // MARK: Candidates

  private func candidates(called name: String, _ reach: Reach) -> [Int] {
    (positionsByName[name] ?? []).filter { canRefer(to: $0, reach) }
  }

  /// Whether an object in the referrer's place can refer to another: objects of the cluster to
  /// anything and anything to them, others within their namespace.
  private func canRefer(to position: Int, _ reach: Reach) -> Bool {
    reach.id.isClusterScoped || ids[position].isClusterScoped
      || ids[position].effectiveNamespace == reach.id.effectiveNamespace
      || reach.namespaces.contains(resources[position].namespace)
  }

  /// The candidates that were in a namespace at first; if the namespace had nothing that could be
  /// referred to, those that are in it now.
  private func within(_ namespace: String, _ candidates: [Int], _ reach: Reach) -> [Int] {
    guard namespace != ResourceID.noNamespace else { return [] }
    func original(_ position: Int) -> String {
      resources[position].originalID(scopes).effectiveNamespace
    }
    let isOriginal = resources.indices.contains {
      original($0) == namespace && canRefer(to: $0, reach)
    }
    return candidates.filter {
      isOriginal ? original($0) == namespace : ids[$0].effectiveNamespace == namespace
    }
  }

  private func select(
    _ candidates: [Int], _ spec: NameReferenceIndex.Spec, _ referrer: Resource, _ reach: Reach,
    at node: Node, comparesNamespaces: Bool
  ) throws(RenderError) -> Int? {
    let role = roleReference(spec, referrer)
    var found = candidates.filter { position in
      let previous = resources[position].previousIDs()
      return previous.contains { spec.target.selects($0.gvk) }
        && role.map { role in previous.contains { role.selects($0.gvk) } } != false
        && isInReferrersNamespace(position, reach)
    }
    if found.count == 1 { return found[0] }
    found = found.filter { Affixes.agree(resources[$0], referrer, allowingNone: true) }
    if found.count > 1 {
      found = found.filter { Affixes.agree(resources[$0], referrer, allowingNone: false) }
    }
    guard let first = found.first, found.count > 1 else { return found.first }
    let isOne = found.allSatisfy { position in
      resources[position].name == resources[first].name
        && (!comparesNamespaces || resources[position].namespace == resources[first].namespace)
    }
    guard isOne else { throw ambiguity(found, at: node, reach) }
    return first
  }

  private func isInReferrersNamespace(_ position: Int, _ reach: Reach) -> Bool {
    reach.id.isClusterScoped || ids[position].isClusterScoped
      || resources[position].kind == "ServiceAccount"
      || ids[position].effectiveNamespace == reach.id.effectiveNamespace
  }

  /// The kind that a role binding's `roleRef` says.
  private func roleReference(
    _ spec: NameReferenceIndex.Spec, _ referrer: Resource
  ) -> ResourceSelector? {
    guard spec.field.path.hasSuffix("roleRef/name"), let role = referrer.root["roleRef"],
      let group = role["apiGroup"], let kind = role["kind"]
    else { return nil }
    return ResourceSelector(group: group.text, kind: kind.text)
  }

  private func ambiguity(_ found: [Int], at node: Node, _ reach: Reach) -> RenderError {
    RenderError(
      .ambiguousReference, "\(found.count) objects may be meant by this reference",
      at: node.origin.location,
      related: found.map { position in
        Label("\(ids[position].description) is here", at: resources[position].definition)
      }, object: reach.id.description)
  }
}

/// Compares the prefixes and suffixes that two objects got.
private enum Affixes {
  static func agree(_ left: Resource, _ right: Resource, allowingNone: Bool) -> Bool {
    haveOneEnding(left.prefixes, right.prefixes, allowingNone)
      && haveOneEnding(left.suffixes, right.suffixes, allowingNone)
  }

  private static func haveOneEnding(
    _ left: [String], _ right: [String], _ allowingNone: Bool
  ) -> Bool {
    if left.isEmpty || right.isEmpty { return allowingNone || left.isEmpty == right.isEmpty }
    return zip(left.reversed(), right.reversed()).allSatisfy { $0 == $1 }
  }
}
