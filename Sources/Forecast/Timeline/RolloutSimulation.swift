import APIServer
import Kubernetes
import YAML

extension RolloutScenario {
  /// Runs the controllers over the scenario, moment by moment.
  ///
  /// Every controller reacts without delay, so that what follows from one moment is done in it. The
  /// result depends on the scenario alone.
  ///
  /// - Throws: where the workload is of a kind that has no rollout, or the controllers do not come
  ///   to rest.
  package func simulated() throws(ScenarioError) -> Timeline {
    let first = events.lazy.compactMap { entry -> KubernetesObject? in
      if case .apply(let object) = entry.event { object } else { nil }
    }.first
    guard let workload = initial ?? first else {
      throw ScenarioError("the scenario has no workload")
    }
    guard mostReplicas <= Self.mostPods else {
      throw ScenarioError(
        "\(mostReplicas) pods are asked for, and a forecast simulates at most \(Self.mostPods)")
    }
    switch (workload.gvk.group, workload.kind) {
    case ("apps", "Deployment"): return try run(DeploymentController())
    case ("apps", "StatefulSet"): return try run(StatefulSetController())
    case ("apps", "DaemonSet"): return try run(DaemonSetController(nodes: nodes))
    default:
      throw ScenarioError("\(workload.kind) of \(workload.apiVersion) has no rollout to simulate")
    }
  }

  /// More pods than this are asked for by mistake, and would take hours.
  static var mostPods: Int { 10_000 }

  /// The most pods that the workload asks for at any moment.
  private var mostReplicas: Int {
    func replicas(_ object: KubernetesObject) -> Int {
      object.root["spec"]?["replicas"]?.int32 ?? 1
    }
    let asked = events.map { entry in
      switch entry.event {
      case .apply(let object): replicas(object)
      case .scale(let count): count
      case .pause, .image, .undo, .quota, .evict: 0
      }
    }
    return (asked + [initial.map(replicas) ?? 0, nodes]).max() ?? 0
  }

  private func run(_ controller: some WorkloadController) throws(ScenarioError) -> Timeline {
    var simulation = RolloutSimulation(self, controller)
    return try simulation.run()
  }
}

/// A scenario under way.
private struct RolloutSimulation<Controller: WorkloadController> {
  private var controller: Controller
  private var store: PodStore
  private var agenda = Agenda<RolloutEvent>()
  private let initial: KubernetesObject?
  private let horizon: SimulatedTime
  /// What the server knows; nil where objects are as it stores them.
  private let facts: Facts?
  private var looks = 0

  /// When what runs before time 0 was created.
  private static var past: SimulatedTime { SimulatedTime(seconds: -990) }
  /// How often controllers may look at a pod: more than scenarios need that come to rest, and what a
  /// machine does in about a second.
  private static var mostLooks: Int { 100_000_000 }

  init(_ scenario: RolloutScenario, _ controller: Controller) {
    self.controller = controller
    initial = scenario.initial
    horizon = scenario.horizon
    facts = scenario.isStored ? nil : .of(scenario.release)
    store = PodStore(
      now: Self.past, behaviours: scenario.behaviours, quota: scenario.quota)
    if let initial { agenda.add(.apply(initial), at: Self.past) }
    for (time, event) in scenario.events { agenda.add(event, at: time) }
  }

  mutating func run() throws(ScenarioError) -> Timeline {
    let nothing = controller.state(store)
    while let moment = nextMoment, moment < .zero { try advance(to: moment) }
    var recorder = TimelineRecorder(
      start: initial == nil ? nil : controller.state(store), nothing: nothing)
    store.isChanged = false
    while let moment = nextMoment, moment <= horizon {
      try advance(to: moment)
      guard store.isChanged else { continue }
      store.isChanged = false
      recorder.record(
        controller.state(store), isComplete: controller.isComplete(store), at: moment)
    }
    return recorder.finished(status: controller.statusFields)
  }

  private var nextMoment: SimulatedTime? {
    [agenda.next, store.next, controller.next].compactMap(\.self).min()
  }

  /// Lets happen what is due, and the controllers react until they rest.
  private mutating func advance(to moment: SimulatedTime) throws(ScenarioError) {
    store.now = max(moment, store.now)
    store.advance()
    controller.observe(store.takeEvents(), store)
    while let event = agenda.take(dueAt: store.now) { handle(event) }
    controller.wake(at: store.now)
    while controller.step(&store) {
      controller.observe(store.takeEvents(), store)
      // A pass looks at every pod a few times, whatever it finds.
      looks += 50 + 4 * store.pods.count
      guard looks < Self.mostLooks else {
        throw ScenarioError(
          "the rollout takes more steps than a forecast simulates: until "
            + "\(Int(store.now.seconds)) s there is no end")
      }
    }
  }

  private mutating func handle(_ event: RolloutEvent) {
    switch event {
    case .apply(let object):
      let stored = facts.map { Defaulting.apply(to: object, by: $0) } ?? object
      controller.handle(.apply(stored), &store)
    case .quota(let quota): store.quota = quota
    case .evict(let count):
      for pod in store.pods.filter({ $0.isReady && !$0.isTerminating }).prefix(count) {
        store.delete(pod.id)
      }
      controller.observe(store.takeEvents(), store)
    case .scale, .pause, .image, .undo: controller.handle(event, &store)
    }
  }
}
