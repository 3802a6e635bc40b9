/// The pods of a namespace, what they do by themselves, and the quota that bounds them.
struct PodStore {
  /// The present moment.
  var now: SimulatedTime
  /// What pods of each image do.
  var behaviours: [String: PodBehaviour]
  /// What bounds the pods, if anything does.
  var quota: PodQuota?
  /// Those that are not gone, oldest first.
  private(set) var pods: [SimulatedPod] = []
  /// What changed since it was last taken: the API's watch events.
  private(set) var events: [PodEvent] = []
  /// Whether anything was written since it was last asked.
  var isChanged = false

  private var agenda = Agenda<PodStep>()
  private var created = 0
  private var makes: [Make] = []
  private var createdByImage: [String: Int] = [:]

  /// What pods of one image and usage have in common.
  private struct Make {
    let image: String
    let usage: PodUsage
    let behaviour: PodBehaviour
  }

  init(now: SimulatedTime, behaviours: [String: PodBehaviour], quota: PodQuota?) {
    self.now = now
    self.behaviours = behaviours
    self.quota = quota
  }

  /// When a pod changes next; nil where none will.
  var next: SimulatedTime? { agenda.next }

  /// The pods of a set that were not deleted.
  func active(in set: Int) -> [SimulatedPod] {
    pods.filter { $0.set == set && !$0.isTerminating }
  }

  // MARK: - What controllers ask for

  /// Creates a pod; false where the quota refuses it.
  mutating func create(_ template: PodTemplateRevision, set: Int, slot: Int = 0) -> Bool {
    if let quota, quota.overdrawn(by: template.usage, beside: used) != nil { return false }
    let make = make(of: template)
    var pod = SimulatedPod(
      id: created, set: set, slot: slot, created: now, make: make, changed: now)
    created += 1
    if now < .zero {
      pod.isReady = true
    } else {
      let index = createdByImage[template.image, default: 0]
      createdByImage[template.image] = index + 1
      if let delay = makes[make].behaviour.readyAfter(index) {
        agenda.add(PodStep(pod: pod.id, kind: .ready), at: now + delay)
      }
    }
    pods.append(pod)
    note(pod, .created)
    return true
  }

  /// What the pods take together, asked for only where a quota bounds them.
  private var used: [String: Int] {
    var counts = Array(repeating: 0, count: makes.count)
    for pod in pods { counts[pod.make] += 1 }
    var used: [String: Int] = [:]
    for (make, count) in zip(makes, counts) {
      for (name, amount) in make.usage.amounts {
        used[name] = used[name, default: 0].adding(
          saturating: amount.multiplied(saturatingBy: count))
      }
    }
    return used
  }

  private mutating func make(of template: PodTemplateRevision) -> Int {
    if let index = makes.firstIndex(where: {
      $0.image == template.image && $0.usage == template.usage
    }) {
      return index
    }
    let behaviour = behaviours[template.image] ?? PodBehaviour()
    makes.append(Make(image: template.image, usage: template.usage, behaviour: behaviour))
    return makes.count - 1
  }

  /// Deletes a pod, which ends after its time; one that ends already is left alone.
  mutating func delete(_ id: Int) {
    guard let index = pods.firstIndex(where: { $0.id == id }), !pods[index].isTerminating else {
      return
    }
    pods[index].isTerminating = true
    agenda.add(
      PodStep(pod: id, kind: .gone), at: now + makes[pods[index].make].behaviour.termination)
    note(pods[index], .deleted)
  }

  // MARK: - What happens by itself

  /// Lets happen what is due by now.
  mutating func advance() {
    while let step = agenda.take(dueAt: now) { perform(step) }
  }

  private mutating func perform(_ step: PodStep) {
    guard let index = pods.firstIndex(where: { $0.id == step.pod }) else { return }
    if step.kind == .gone {
      let pod = pods.remove(at: index)
      return note(pod, .gone)
    }
    guard !pods[index].isTerminating else { return }
    let behaviour = makes[pods[index].make].behaviour
    pods[index].isReady = step.kind != .unready
    pods[index].changed = now
    switch step.kind {
    case .ready:
      if let delay = behaviour.unreadyAfter {
        agenda.add(PodStep(pod: step.pod, kind: .unready), at: now + delay)
      }
    case .unready:
      if let delay = behaviour.readyAgainAfter {
        agenda.add(PodStep(pod: step.pod, kind: .readyAgain), at: now + delay)
      }
    case .readyAgain, .gone: break
    }
    note(pods[index], step.kind == .unready ? .unready : .ready)
  }

  // MARK: - Watching

  /// The events since they were last taken.
  mutating func takeEvents() -> [PodEvent] {
    defer { events.removeAll(keepingCapacity: true) }
    return events
  }

  private mutating func note(_ pod: SimulatedPod, _ kind: PodEvent.Kind) {
    isChanged = true
    events.append(PodEvent(set: pod.set, kind: kind))
  }
}

/// A change of a pod as a watch tells of it.
struct PodEvent {
  let set: Int
  let kind: Kind

  enum Kind { case created, ready, unready, deleted, gone }
}
