import Kubernetes
import YAML

/// How calls reach the pods of an environment, and what the pods are given: routes, Services, workloads,
/// and their ConfigMaps, Secrets and claims.
package struct Topology: Sendable {
  /// What takes part: routes, Services and workloads in the order of the environment, each followed by what
  /// it alone names so far.
  package private(set) var nodes: [Node] = []
  /// From what asks to what is asked for, each once.
  package private(set) var edges: [Edge] = []
  private var places: [Identity: Int] = [:]
  private var known: Set<Edge> = []

  /// That one object asks for another.
  package struct Edge: Hashable, Sendable {
    /// The position of what asks.
    package var from: Int
    /// The position of what is asked for, which is in the next layer.
    package var to: Int

    package init(from: Int, to: Int) {
      self.from = from
      self.to = to
    }
  }

  /// An object that takes part.
  package struct Node: Sendable {
    /// What the object does.
    package var layer: Layer
    /// Its kind.
    package var kind: String
    /// Its namespace; empty for `default`.
    package var namespace: String
    /// Its name.
    package var name: String
    /// Whether it is here.
    package var presence: Presence
    /// The target that brings it, or brings what names it first, by its place among the environment's.
    package var target: Int
    /// What there is to say of it, in a few words each: hosts, ports, how many pods there are.
    package var remarks: [String] = []

    package init(
      layer: Layer, kind: String, namespace: String = "", name: String,
      presence: Presence = .here, target: Int = 0, remarks: [String] = []
    ) {
      self.layer = layer
      self.kind = kind
      self.namespace = namespace
      self.name = name
      self.presence = presence
      self.target = target
      self.remarks = remarks
    }
  }

  /// Whether an object is among those of the environment.
  package enum Presence: Sendable {
    /// It is.
    case here
    /// It is not, and something else has it or makes it, or pods do without it.
    case elsewhere
    /// It is not, and nothing is known to make it.
    case missing
  }

  /// What an object does for a call, from the outside in.
  package enum Layer: Int, Sendable, CaseIterable {
    /// Takes calls from outside.
    case route
    /// Has an address in the cluster.
    case service
    /// Makes pods.
    case workload
    /// Is given to pods.
    case given
  }

  /// A topology of these objects.
  ///
  /// - Precondition: each edge leads to the next layer.
  package init(nodes: [Node], edges: [Edge]) {
    precondition(
      edges.allSatisfy {
        nodes[$0.to].layer.rawValue == nodes[$0.from].layer.rawValue + 1
      }, "an edge passes over a layer")
    self.nodes = nodes
    self.edges = edges
  }

  /// What an environment's objects come to.
  package init(of graph: ObjectGraph) {
    addRoutes(of: graph)
    for service in graph.objects(of: "Service") where service.group.isEmpty {
      addService(service, in: graph)
    }
    for pods in graph.pods { place(pods.owner, .workload, in: graph, pods.remarks(in: graph)) }
    let owners = Set(graph.pods.map { Identity($0.owner, in: graph) })
    for reference in graph.references.names
    where Self.given.contains(reference.kind) && reference.path.list != "imagePullSecrets" {
      guard let owner = places[Identity(reference.owner, in: graph)],
        owners.contains(Identity(reference.owner, in: graph))
      else { continue }
      connect(owner, given(reference, in: graph))
    }
    for pods in graph.pods where pods.owner.kind == "StatefulSet" { addClaims(of: pods, in: graph) }
    for budget in graph.objects(of: "PodDisruptionBudget") { addBudget(budget, in: graph) }
  }

  private static let given: Set = ["ConfigMap", "Secret", "PersistentVolumeClaim"]

  // MARK: Layers

  private mutating func addRoutes(of graph: ObjectGraph) {
    for backend in graph.backends {
      let route = place(backend.owner, .route, in: graph, backend.owner.hostRemarks)
      if let service = graph.service(of: backend), graph.meet(backend.owner, service) {
        connect(route, place(service, .service, in: graph, service.portRemarks))
      } else {
        connect(route, place(backend.reference, .service, in: graph))
      }
    }
  }

  private mutating func addService(_ service: GraphObject, in graph: ObjectGraph) {
    let index = place(service, .service, in: graph, service.portRemarks)
    guard let selection = service.podSelection else { return }
    for pods in graph.pods(in: service.namespace, selectedBy: selection.selector)
    where graph.meet(service, pods.owner) {
      connect(index, place(pods.owner, .workload, in: graph, pods.remarks(in: graph)))
    }
  }

  private mutating func given(_ reference: Reference, in graph: ObjectGraph) -> Int {
    let key = reference.key
    guard
      let object = graph.object(
        key.kind, key.name, in: key.namespace, near: reference.owner.target),
      graph.meet(reference.owner, object)
    else { return place(reference, .given, in: graph) }
    return place(object, .given, in: graph, object.sizeRemarks)
  }

  /// The claims that a StatefulSet makes, one for each of its pods.
  private mutating func addClaims(of pods: PodSet, in graph: ObjectGraph) {
    guard let owner = places[Identity(pods.owner, in: graph)] else { return }
    for template in pods.owner.object.root["spec"]?["volumeClaimTemplates"]?.elements ?? [] {
      guard let name = template["metadata"]?["name"]?.scalarText, !name.isEmpty else { continue }
      let size = template["spec"]?["resources"]?["requests"]?["storage"]?.scalarText
      let claim = ObjectKey(
        kind: "PersistentVolumeClaim", namespace: pods.owner.namespace,
        name: "\(name)-\(pods.owner.name)-*")
      let remark = size.map { "\($0) for each pod" } ?? "one for each pod"
      connect(
        owner,
        place(
          Identity(key: claim, group: graph.group(of: pods.owner)), .given, .here,
          pods.owner.target, [remark]))
    }
  }

  private mutating func addBudget(_ budget: GraphObject, in graph: ObjectGraph) {
    guard
      let selection = Selection(
        budget.object.root["spec"]?["selector"], at: ["spec", "selector"])
    else { return }
    for pods in graph.pods(in: budget.namespace, selectedBy: selection.selector)
    where graph.meet(budget, pods.owner) {
      guard let index = places[Identity(pods.owner, in: graph)],
        !nodes[index].remarks.contains(budget.budgetRemark)
      else { continue }
      nodes[index].remarks.append(budget.budgetRemark)
    }
  }

  // MARK: Places

  /// What tells nodes apart: an object that several targets have is one where these meet in a cluster.
  private struct Identity: Hashable {
    let key: ObjectKey
    let group: Int

    init(key: ObjectKey, group: Int) {
      self.key = key
      self.group = group
    }

    init(_ object: GraphObject, in graph: ObjectGraph) {
      key = ObjectKey(kind: object.kind, namespace: object.namespace, name: object.name)
      group = graph.group(of: object)
    }
  }

  @discardableResult
  private mutating func place(
    _ object: GraphObject, _ layer: Layer, in graph: ObjectGraph,
    _ remarks: @autoclosure () -> [String]
  ) -> Int {
    place(Identity(object, in: graph), layer, .here, object.target, remarks())
  }

  /// What something names and no object is.
  private mutating func place(
    _ reference: Reference, _ layer: Layer, in graph: ObjectGraph
  ) -> Int {
    let isNeeded = reference.use == .needed
    let maker = graph.made.made(reference.key)?.maker.shown
    return place(
      Identity(key: reference.key, group: graph.group(of: reference.owner)), layer,
      isNeeded && !graph.isThere(reference.key) ? .missing : .elsewhere, reference.owner.target,
      [maker.map { "made by \($0)" } ?? (isNeeded ? nil : "optional")].compactMap(\.self))
  }

  private mutating func place(
    _ identity: Identity, _ layer: Layer, _ presence: Presence, _ target: Int,
    _ remarks: @autoclosure () -> [String]
  ) -> Int {
    if let known = places[identity] { return known }
    let key = identity.key
    nodes.append(
      Node(
        layer: layer, kind: key.kind, namespace: key.namespace, name: key.name,
        presence: presence, target: target, remarks: remarks()))
    places[identity] = nodes.count - 1
    return nodes.count - 1
  }

  /// An object that is of two layers, as only one that is misspelt is, is left where it was first.
  private mutating func connect(_ from: Int, _ to: Int) {
    let edge = Edge(from: from, to: to)
    guard nodes[to].layer.rawValue == nodes[from].layer.rawValue + 1,
      known.insert(edge).inserted
    else { return }
    edges.append(edge)
  }
}
