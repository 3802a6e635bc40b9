package import Display
package import Environments
package import Kubernetes
package import YAML

/// Compares environments by what their objects mean.
///
/// Objects are paired whatever the namespace, the prefix and the content hash that an environment
/// gives them, and whatever version of their API they use. Entries of lists are paired by the keys
/// that Kubernetes merges them by. Values that differ only in spelling (`1000m` and `1`), or only in
/// the environment's own name, are equal. Secrets are compared and never shown.
package struct EnvironmentComparison: Sendable {
  private let facts: Facts
  private let redaction: Redaction
  private let wish: SecrecyWish
  /// Whether objects that only one side has are kept whole, as far as they may be shown.
  package var keepsContent = false

  /// What somebody wishes to be hidden of the objects of an environment beyond what ``Secrecy`` hides:
  /// every value at or below the fields that are answered.
  ///
  /// Asked once a side, when something differs.
  package typealias SecrecyWish =
    @Sendable (RenderedEnvironment) -> ((KubernetesObject) -> [FieldPath])

  package init(
    facts: Facts = .standard, redaction: Redaction = Redaction(),
    hiding wish: @escaping SecrecyWish = { _ in { _ in [] } }
  ) {
    self.facts = facts
    self.redaction = redaction
    self.wish = wish
  }

  /// Compares two environments app by app, and cluster by cluster where both are on the same ones.
  package func compare(_ old: RenderedEnvironment, _ new: RenderedEnvironment) -> SemanticDiff {
    var diff = SemanticDiff(from: old.name, to: new.name, objects: [], alikeCount: 0)
    var wishes = Wishes(wish, old, new)
    for part in Self.parts(old, new) {
      let (left, right) = (old.targets(of: part), new.targets(of: part))
      let count = diff.objects.count
      compare(
        Side(left, NameTranslation(old, targets: left)),
        Side(right, NameTranslation(new, targets: right)), &wishes, into: &diff)
      for index in diff.objects.indices.dropFirst(count) {
        diff.objects[index].app = part.app
        diff.objects[index].cluster = part.cluster ?? ""
      }
    }
    return diff
  }

  /// What is compared by itself: an app, or what a cluster has of one.
  fileprivate struct Part: Hashable {
    let app: String
    /// Nil for all of them.
    let cluster: String?
  }

  /// The parts of both environments, those of the first one first.
  private static func parts(_ old: RenderedEnvironment, _ new: RenderedEnvironment) -> [Part] {
    let isOnSame = Set(old.targets.map(\.cluster)) == Set(new.targets.map(\.cluster))
    return (old.targets + new.targets).map { target in
      Part(app: target.target.app, cluster: isOnSame ? target.target.cluster : nil)
    }.reduce(into: (seen: Set<Part>(), parts: [Part]())) { found, part in
      if found.seen.insert(part).inserted { found.parts.append(part) }
    }.parts
  }

  /// What one environment renders of one app.
  private struct Side {
    var objects: [KubernetesObject]
    var names: NameTranslation

    init(_ targets: [RenderedTarget], _ names: NameTranslation) {
      objects = targets.flatMap(\.objects)
      self.names = names
    }
  }

  private func compare(
    _ old: Side, _ new: Side, _ wishes: inout Wishes, into diff: inout SemanticDiff
  ) {
    let matches = matches(old, new)
    var unpaired = Set(new.objects.indices)
    for (object, match) in zip(old.objects, matches) {
      guard let match else {
        diff.objects.append(
          ObjectChange(from: side(object, &wishes), to: nil, fields: []))
        continue
      }
      unpaired.remove(match)
      let other = new.objects[match]
      var comparison = ObjectComparison(
        from: old.names, to: new.names, redaction: redaction,
        secrecy: (ObjectSecrecy(object), ObjectSecrecy(other)))
      comparison.compare(object, other, facts: facts)
      var changes = comparison.changes.filter { !isOwnName($0) }
      if !changes.isEmpty {
        hide(wishes.fields(of: object, other), in: &changes, object, other)
      }
      if changes.isEmpty {
        diff.alikeCount += 1
      } else {
        diff.objects.append(
          ObjectChange(from: side(object), to: side(other), fields: changes))
      }
    }
    for index in unpaired.sorted() {
      diff.objects.append(
        ObjectChange(from: nil, to: side(new.objects[index], &wishes), fields: []))
    }
  }

  /// The place of each older object's other state among the newer ones.
  private func matches(_ old: Side, _ new: Side) -> [Int?] {
    var candidates: [Identity: [Int]] = [:]
    for (index, object) in new.objects.enumerated().reversed() {
      candidates[Identity(object, new.names), default: []].append(index)
    }
    var matches = old.objects.map { candidates[Identity($0, old.names)]?.popLast() }
    let taken = Set(matches.compactMap(\.self))
    guard taken.count < new.objects.count, matches.contains(nil) else { return matches }
    // What is called by one environment's name in both is the same object all the same.
    var named: [Identity: [Int]] = [:]
    for (index, object) in new.objects.enumerated().reversed() where !taken.contains(index) {
      named[Identity(object, in: new.names), default: []].append(index)
    }
    for (index, object) in old.objects.enumerated() where matches[index] == nil {
      matches[index] = named[Identity(object, in: old.names)]?.popLast()
    }
    return matches
  }

  /// What is wished for both environments, found out when it is first needed.
  private struct Wishes {
    private let ask: () -> (old: Fields, new: Fields)
    private lazy var wishes = ask()
    private typealias Fields = (KubernetesObject) -> [FieldPath]

    init(_ wish: @escaping SecrecyWish, _ old: RenderedEnvironment, _ new: RenderedEnvironment) {
      ask = { (wish(old), wish(new)) }
    }

    /// Of both sides, since what one side's value is tells what the other's is like.
    mutating func fields(of old: KubernetesObject, _ new: KubernetesObject) -> [FieldPath] {
      wishes.old(old) + wishes.new(new)
    }
  }

  private func hide(
    _ fields: [FieldPath], in changes: inout [FieldChange], _ old: KubernetesObject,
    _ new: KubernetesObject
  ) {
    guard !fields.isEmpty else { return }
    let secrecy = (old: ObjectSecrecy(old, hiding: fields), new: ObjectSecrecy(new, hiding: fields))
    for index in changes.indices {
      let path = changes[index].path
      changes[index].old?.hide(at: path.from, secrecy.old, redaction)
      changes[index].new?.hide(at: path.to, secrecy.new, redaction)
    }
  }

  /// Whether a change is only the hash in the object's own name, which its content explains.
  private func isOwnName(_ change: FieldChange) -> Bool {
    change.cause != .value && change.path.steps == [.key("metadata"), .key("name")]
  }

  private func side(_ object: KubernetesObject) -> ObjectChange.Side {
    ObjectChange.Side(identity: object.identity, location: object.location)
  }

  /// A side that the other one lacks.
  private func side(_ object: KubernetesObject, _ wishes: inout Wishes) -> ObjectChange.Side {
    var side = side(object)
    if keepsContent {
      let secrecy = ObjectSecrecy(object, hiding: wishes.fields(of: object, object))
      side.content = secrecy.shown(object.root, at: .root, by: redaction)
    }
    return side
  }

  /// What makes an object the same one in every environment.
  private struct Identity: Hashable {
    let group: String
    let kind: String
    let namespace: String
    let name: String

    init(_ object: KubernetesObject, _ names: NameTranslation) {
      group = object.gvk.group
      kind = object.gvk.kind
      namespace = names.canonical(object.namespace)
      name = names.canonical(object.name)
    }

    /// By the name as it is written.
    init(_ object: KubernetesObject, in names: NameTranslation) {
      group = object.gvk.group
      kind = object.gvk.kind
      namespace = names.canonical(object.namespace)
      name = object.name
    }
  }
}

extension DiffValue {
  fileprivate mutating func hide(
    at path: FieldPath, _ secrecy: ObjectSecrecy, _ redaction: Redaction
  ) {
    node = secrecy.shown(node, at: path, by: redaction)
  }
}

extension RenderedEnvironment {
  fileprivate func targets(of part: EnvironmentComparison.Part) -> [RenderedTarget] {
    targets.filter { target in
      target.target.app == part.app && part.cluster.map { $0 == target.target.cluster } ?? true
    }
  }
}
