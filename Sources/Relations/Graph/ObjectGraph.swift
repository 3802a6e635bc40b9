import Diagnostics
package import Kubernetes
import YAML

/// The objects that one environment brings into a cluster, with what they say of each other.
///
/// Rules ask it what there is. It holds all targets of the environment together, since they meet in one
/// cluster.
package struct ObjectGraph: Sendable {
  /// In the order of the environment.
  let objects: [GraphObject]
  /// What pods are made from, in the order of their objects.
  let pods: [PodSet]
  /// What the environment owns.
  let ownership: Ownership
  /// What the environment has beside these objects.
  let absent: AbsentObjects
  /// What is made in the cluster by what stands here.
  let made: MadeObjects
  /// The names that objects hold of others.
  let references: References
  /// Where routes lead.
  let backends: [Backend]
  /// What scales workloads.
  let scalers: [Scaler]
  /// What isolates pods.
  let networkPolicies: NetworkPolicies
  /// What was found out of objects that others name.
  let presence = Presence()
  private let targetsMeet: Bool
  private let scalersByTarget: [ObjectKey: Int]
  private let servicesByNamespace: [String: [Int]]
  private let byName: [ObjectKey: Int]
  /// Of objects that several targets have, all.
  private let alike: [ObjectKey: [Int]]
  private let byKind: [String: [Int]]
  private let podsByNamespace: [String: [Int]]
  /// Of few pods each is asked.
  private let podsByLabel: [LabelledPods: [Int]]?

  /// - Parameters:
  ///   - targets: the objects of each target, in the environment's order.
  ///   - context: what is known of the environment beside its objects.
  package init(_ targets: [[KubernetesObject]], in context: GraphContext = GraphContext()) {
    var objects: [GraphObject] = []
    objects.reserveCapacity(targets.reduce(0) { $0 + $1.count })
    for (place, target) in targets.enumerated() {
      let cluster = context.clusters.isEmpty ? "" : context.clusters[place]
      for object in target {
        objects.append(GraphObject(object, target: place, cluster: cluster))
      }
    }
    var byName: [ObjectKey: Int] = [:]
    byName.reserveCapacity(objects.count)
    var alike: [ObjectKey: [Int]] = [:]
    var byKind: [String: [Int]] = [:]
    var pods: [PodSet] = []
    var podsByNamespace: [String: [Int]] = [:]
    for (index, object) in objects.enumerated() {
      let key = ObjectKey(kind: object.kind, namespace: object.namespace, name: object.name)
      if let first = byName[key] {
        alike[key, default: [first]].append(index)
      } else {
        byName[key] = index
      }
      byKind[object.kind, default: []].append(index)
      guard let set = PodSet(object) else { continue }
      podsByNamespace[object.namespace, default: []].append(pods.count)
      pods.append(set)
    }
    self.objects = objects
    self.byName = byName
    self.alike = alike
    targetsMeet = context.targetsMeet
    absent = context.absent
    self.byKind = byKind
    self.pods = pods
    self.podsByNamespace = podsByNamespace
    if pods.count > 64 {
      var byLabel: [LabelledPods: [Int]] = [:]
      for (index, set) in pods.enumerated() {
        set.eachLabel { name, value in
          byLabel[LabelledPods(set.owner.namespace, name, value), default: []].append(index)
        }
      }
      podsByLabel = byLabel
    } else {
      podsByLabel = nil
    }
    made = MadeObjects(by: objects, provided: context.provided)
    ownership = Ownership(of: objects, byKind, in: context)
    var references = References()
    // A kind that is misspelt is the API server's to find; what builds it follows no names in it.
    for set in pods where set.owner.kind == set.owner.object.kind {
      set.collect(into: &references)
    }
    for object in objects { object.collect(into: &references) }
    self.references = references
    backends = objects.flatMap(\.backends)
    let scalers = objects.compactMap(Scaler.init)
    self.scalers = scalers
    scalersByTarget = Dictionary(
      scalers.enumerated().map { ($1.reference.key, $0) }, uniquingKeysWith: { first, _ in first })
    servicesByNamespace = Dictionary(grouping: byKind["Service"] ?? []) { objects[$0].namespace }
    networkPolicies = NetworkPolicies((byKind["NetworkPolicy"] ?? []).map { objects[$0] })
  }

  /// What scales an object; nil for nothing.
  func scaler(of object: GraphObject) -> Scaler? {
    let key = ObjectKey(kind: object.kind, namespace: object.namespace, name: object.name)
    return scalersByTarget[key].map { scalers[$0] }
  }

  /// The Services of the core group in a namespace, in their order.
  func services(in namespace: String) -> [GraphObject] {
    (servicesByNamespace[namespace] ?? []).lazy.map { objects[$0] }.filter(\.group.isEmpty)
  }

  /// The objects of a kind, in their order.
  func objects(of kind: String) -> [GraphObject] { (byKind[kind] ?? []).map { objects[$0] } }

  /// Whether there is an object of a kind.
  func has(_ kind: String) -> Bool { byKind[kind] != nil }

  /// The object of that kind and name; nil where none stands here, though another may make it.
  ///
  /// - Parameter target: whose object is taken where several have one.
  func object(
    _ kind: String, _ name: String, in namespace: String = "", near target: Int? = nil
  ) -> GraphObject? {
    let key = ObjectKey(kind: kind, namespace: namespace, name: name)
    guard let first = byName[key] else { return nil }
    guard let target, let several = alike[key] else { return objects[first] }
    return objects[several.first { objects[$0].target == target } ?? first]
  }

  /// Whether two objects come into one cluster, as far as can be known.
  func meet(_ one: GraphObject, _ other: GraphObject) -> Bool {
    one.target == other.target || targetsMeet && one.cluster == other.cluster
  }

  /// What is the same of objects that are one if they are alike: all of them where targets meet, else those
  /// of a target.
  func group(of object: GraphObject) -> Int { targetsMeet ? 0 : object.target }

  /// The objects that several targets of one cluster have, each with all of them.
  var shared: [[GraphObject]] {
    guard targetsMeet else { return [] }
    let groups = alike.values.flatMap { places in
      Dictionary(grouping: places) { objects[$0].cluster }.values.filter { $0.count > 1 }
    }
    return groups.sorted { $0[0] < $1[0] }.map { $0.map { objects[$0] } }
  }

  /// Whether an object is the first of its kind and name.
  func isFirst(_ object: GraphObject) -> Bool {
    let key = ObjectKey(kind: object.kind, namespace: object.namespace, name: object.name)
    return alike.isEmpty || alike[key]?.first.map { objects[$0].target == object.target } ?? true
  }

  /// What pods are made from in a namespace.
  func pods(in namespace: String) -> [PodSet] {
    (podsByNamespace[namespace] ?? []).map { pods[$0] }
  }

  /// What pods are made from in a namespace and have labels that a selector selects.
  func pods(in namespace: String, selectedBy selector: LabelSelector) -> [PodSet] {
    var candidates = podsByNamespace[namespace] ?? []
    if let podsByLabel {
      for requirement in selector.requirements where requirement.operator == .in {
        guard requirement.values.count == 1 else { continue }
        candidates =
          podsByLabel[LabelledPods(namespace, requirement.key, requirement.values[0])] ?? []
        break
      }
    }
    var selected: [PodSet] = []
    for index in candidates where pods[index].isSelected(by: selector) {
      selected.append(pods[index])
    }
    return selected
  }

  /// The names of the objects of a kind in a namespace, for what a misspelt one was meant to be.
  func names(of kind: String, in namespace: String) -> [String] {
    objects(of: kind).filter { $0.namespace == namespace }.map(\.name)
  }
}

/// What pods are found by that have a label.
private struct LabelledPods: Hashable {
  let namespace: String
  let name: String
  let value: String

  init(_ namespace: String, _ name: String, _ value: String) {
    self.namespace = namespace
    self.name = name
    self.value = value
  }
}

/// What is known of an environment beside its objects.
package struct GraphContext: Sendable {
  /// What somebody says is in the cluster.
  package var provided: [ObjectPattern]
  /// What the environment has beside the objects that are at hand.
  package var absent: AbsentObjects
  /// Why others may put objects into its namespaces, as a clause; nil where nothing says so.
  package var sharedBecause: String?
  /// Whether all targets are applied to one cluster, where nothing names another, and not one or the
  /// other of them.
  package var targetsMeet: Bool
  /// The cluster that each target is applied to, empty where nothing names it; nothing where no
  /// target has one.
  package var clusters: [String]

  package init(
    provided: [ObjectPattern] = [], absent: AbsentObjects = .none, sharedBecause: String? = nil,
    targetsMeet: Bool = true, clusters: [String] = []
  ) {
    self.provided = provided
    self.absent = absent
    self.sharedBecause = sharedBecause
    self.targetsMeet = targetsMeet
    self.clusters = clusters
  }
}
