import Diagnostics
import Kubernetes
import YAML

/// Resources in the order in which they were loaded.
struct ResourceList: Sendable {
  var items: [Resource] = [] { didSet { known = nil } }
  /// What patches have deleted, in their order.
  var deleted: [DeletedObject] = []
  /// The positions of the resources, as long as only adding has changed the list.
  private var known: KnownPositions?

  /// Positions by identity, as the built-in schema tells identities apart.
  private struct KnownPositions: Sendable {
    var positions: [ResourceID.Key: Int]
    /// Whether finding them out may have asked for the built-in schema.
    var usedBuiltIn: Bool
  }

  /// Adds resources.
  ///
  /// - Throws: ``RenderError`` where two have one identity.
  mutating func append(
    _ incoming: [Resource], _ scopes: Schemas, at place: Location? = nil
  ) throws(RenderError) {
    var positions = takePositions(scopes)
    for resource in incoming {
      let id = resource.id(scopes)
      let key = id.key
      if let first = positions[key] {
        throw .duplicate(resource, of: items[first], id: id, at: place)
      }
      positions[key] = items.count
      items.append(resource)
    }
    guard scopes.isPristine else { return }
    known = KnownPositions(positions: positions, usedBuiltIn: scopes.isBuiltInUsed)
  }

  /// The positions of the resources by identity, which are forgotten.
  private mutating func takePositions(_ scopes: Schemas) -> [ResourceID.Key: Int] {
    defer { known = nil }
    if let known, scopes.isPristine, !known.usedBuiltIn || scopes.isBuiltInUsed {
      return known.positions
    }
    var positions: [ResourceID.Key: Int] = [:]
    for (index, item) in items.enumerated() { positions[item.id(scopes).key] = index }
    return positions
  }

  /// The positions of the resources that have an identity, now or before.
  func positions(everCalled id: ResourceID, _ scopes: Schemas) -> [Int] {
    let key = id.key
    scopes.meet(items)
    return items.indices.filter { index in
      items[index].wasCalled(id.name)
        && items[index].identities(scopes).contains { $0.key == key }
    }
  }

  /// The position of the only resource that has an identity, now or before.
  func position(
    of patch: Resource, _ scopes: Schemas, setting place: Location?
  ) throws(RenderError) -> Int {
    let id = patch.id(scopes)
    let positions = positions(everCalled: id, scopes)
    guard positions.count <= 1 else {
      throw RenderError(
        .patchWithoutTarget, "\(positions.count) resources match the patch of \(id.description)",
        at: place,
        related: positions.map { Label("one is here", at: items[$0].definition) },
        object: id.description)
    }
    guard let position = positions.first else {
      throw .noTarget(id, candidates: items, scopes, at: place)
    }
    return position
  }

  /// Takes the resources out that patches have deleted.
  mutating func dropEmpty() {
    // In place: a copy of each resource that is looked at would cost more than the look.
    guard items.indices.contains(where: { items[$0].root.isNullOrEmpty }) else { return }
    items.removeAll { $0.root.isNullOrEmpty }
  }
}

extension Resource {
  /// What the object's API version and kind mean.
  func type(_ scopes: Schemas) -> (gvk: GroupVersionKind, isClusterScoped: Bool) {
    scopes.type(apiVersion: apiVersion, kind: kind)
  }

  func id(_ scopes: Schemas) -> ResourceID {
    let type = type(scopes)
    return ResourceID(
      gvk: type.gvk, name: name, namespace: namespace, isClusterScoped: type.isClusterScoped)
  }

  /// The earlier identities, oldest first.
  func previousIDs() -> [ResourceID] {
    guard !previous.isEmpty else { return [] }
    let gvk = gvk
    return previous.map { identity in
      ResourceID(
        gvk: GroupVersionKind(group: gvk.group, version: gvk.version, kind: identity.kind),
        name: identity.name, namespace: identity.namespace, isClusterScoped: false)
    }
  }

  /// Whether the object has that name, or had it before.
  func wasCalled(_ name: String) -> Bool {
    self.name == name || previous.contains { $0.name == name }
  }

  /// Every identity that the object has had, oldest first.
  func identities(_ scopes: Schemas) -> [ResourceID] { previousIDs() + [id(scopes)] }

  func originalID(_ scopes: Schemas) -> ResourceID { previousIDs().first ?? id(scopes) }

  /// Remembers what the object is called now.
  mutating func storePrevious(_ scopes: Schemas) {
    let id = id(scopes)
    previous.append(
      PreviousIdentity(name: id.name, namespace: id.effectiveNamespace, kind: id.gvk.kind))
  }
}

extension RenderError {
  fileprivate static func duplicate(
    _ second: Resource, of first: Resource, id: ResourceID, at place: Location?
  ) -> RenderError {
    var related = [Label("the first is here", at: first.definition)]
    if let place, place != second.definition {
      related.append(Label("added by this entry", at: place))
    }
    return RenderError(
      .duplicateResource, "\(id.description) is there already",
      at: second.definition ?? place, related: related, object: id.description)
  }

  fileprivate static func noTarget(
    _ id: ResourceID, candidates: [Resource], _ scopes: Schemas, at place: Location?
  ) -> RenderError {
    let names = candidates.map { $0.id(scopes).description }
    let nearest = Spelling.nearest(to: id.description, among: names)
    return RenderError(
      .patchWithoutTarget, "no resource matches the patch of \(id.description)", at: place,
      help: nearest.map { "there is \($0)" }, object: id.description)
  }
}
