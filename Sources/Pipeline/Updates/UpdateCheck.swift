import APIServer
import Admission
import Diagnostics
import Kubernetes
import YAML

extension Check {
  /// Judges what changed as the update that applying it is: fields that cannot change, and what
  /// policies say of the object beside the one that is there.
  ///
  /// Every object is judged as a new one too, since some cluster may not have it yet.
  static let updates = Check(looksBack: true) { subject in
    guard !subject.previous.isEmpty else { return [] }
    return [
      {
        let updates = subject.objects.compactMap { object in
          subject.previous[object.object.identity].map {
            ObjectUpdate(of: object, from: $0, in: subject)
          }
        }
        var outcome = CheckOutcome(diagnostics: updates.flatMap(\.refusals).onceAPlace)
        // One line may change many objects, of which the server refuses some: it is said once.
        let places = Set(outcome.diagnostics.map(\.primary))
        for update in updates where update.refusals.isEmpty {
          guard !update.changes.allSatisfy(places.contains) else { continue }
          outcome += update.admission(in: subject)
        }
        return outcome
      }
    ]
  }
}

/// An object beside what it replaces.
private struct ObjectUpdate {
  private let object: PreparedObject
  /// What the server says of the change and not of the object alone.
  let refusals: [Diagnostic]
  /// Where the values stand that are not what they were.
  let changes: [Location?]

  init(of object: PreparedObject, from before: KubernetesObject, in subject: CheckSubject) {
    let update = PreparedObject(
      object.object, replacing: before, by: subject.judge,
      mutating: subject.engine.policies.mutates ? subject.engine : nil)
    self.object = update
    changes = object.object.root.changes(from: before.root)
    let known = Set((object.verdict?.causes ?? []).map { $0.field + $0.headline })
    guard var verdict = update.verdict else {
      refusals = []
      return
    }
    verdict.causes.removeAll { known.contains($0.field + $0.headline) }
    verdict.faults = []
    verdict.warnings = []
    verdict.refusal = nil
    refusals = zip(verdict.causes, verdict.diagnostics(of: object.object)).map { cause, finding in
      var finding = finding
      let field = (try? FieldQuery(text: cause.field).path(in: object.object.root)) ?? .root
      if let changed = object.object.change(from: before, at: field) {
        finding.primary = changed.origin.location ?? finding.primary
      }
      finding.help = finding.help ?? object.object.wayAroundImmutability
      finding.related.append(Label("the object that is there has another value"))
      return finding
    }
  }

  /// What policies say of the change.
  func admission(in subject: CheckSubject) -> CheckOutcome {
    guard let request = object.request(mapper: subject.engine.state.mapper) else {
      return CheckOutcome()
    }
    let verdict = subject.engine.evaluate(request)
    return CheckOutcome(
      diagnostics: object.naming(verdict.diagnostics(at: object.object))
        .withoutSecrets(of: object.states, hiding: verdict.hiddenFields(of: object.object)),
      coverage: Coverage(matchedPolicies: verdict.matches.map(\.policy)))
  }
}

extension [Diagnostic] {
  /// The findings, those at one place as one that names the other objects.
  fileprivate var onceAPlace: [Diagnostic] {
    var order: [Location?] = []
    var byPlace: [Location?: [Diagnostic]] = [:]
    for finding in self {
      if byPlace[finding.primary] == nil { order.append(finding.primary) }
      byPlace[finding.primary, default: []].append(finding)
    }
    return order.compactMap { place in
      guard let all = byPlace[place], var first = all.first else { return nil }
      let others = all.dropFirst().compactMap(\.object)
      if !others.isEmpty {
        first.related.append(Label("it changes \(others.joined(separator: ", ")) too"))
      }
      return first
    }
  }
}

extension KubernetesObject {
  /// The first value at or below a field that is not what it was, or what holds it.
  fileprivate func change(from before: KubernetesObject, at field: FieldPath) -> Node? {
    guard let now = root[field] else { return nil }
    // Of a StatefulSet these may change; the server names no field when another one does.
    let free: Set<String> =
      kind == "StatefulSet"
      ? [
        "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
        "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
      ] : []
    return now.firstChange(from: before.root[field], except: free)
  }

  /// What to do where a field cannot change any more.
  fileprivate var wayAroundImmutability: String {
    switch kind {
    case "Job": "give the Job another name, or delete it before the change is applied"
    case "StatefulSet":
      "keep the field, or delete the StatefulSet with --cascade=orphan and apply it again"
    case "PersistentVolumeClaim": "make a new claim and copy the data: this one can only grow"
    default: "keep the field as it is, or delete the object and make it anew"
    }
  }
}

extension Node {
  /// The first value of the tree that another one does not have; nil where all of it is the same.
  fileprivate func firstChange(from other: Node?, except free: Set<String> = []) -> Node? {
    guard let other else { return self }
    guard !isEqual(to: other) else { return nil }
    switch (content, other.content) {
    case (.mapping(let mapping), .mapping(let old)):
      for entry in mapping.entries where !free.contains(entry.name) {
        if let change = entry.value.firstChange(from: old[entry.name]) { return change }
      }
      return self
    case (.sequence(let elements), .sequence(let old)):
      for (index, element) in elements.enumerated() {
        let counterpart = index < old.count ? old[index] : nil
        if let change = element.firstChange(from: counterpart) { return change }
      }
      return self
    default: return self
    }
  }

  /// Where each value stands that is not what it was, or what holds it where one is gone.
  fileprivate func changes(from other: Node?) -> [Location?] {
    guard let other, !isEqual(to: other) else { return other == nil ? [origin.location] : [] }
    switch (content, other.content) {
    case (.mapping(let mapping), .mapping(let old)):
      let isLess = old.entries.contains { mapping[$0.name] == nil }
      return mapping.entries.flatMap { $0.value.changes(from: old[$0.name]) }
        + (isLess ? [origin.location] : [])
    case (.sequence(let elements), .sequence(let old)):
      return elements.enumerated().flatMap { index, element in
        element.changes(from: index < old.count ? old[index] : nil)
      } + (elements.count < old.count ? [origin.location] : [])
    default: return [origin.location]
    }
  }
}
