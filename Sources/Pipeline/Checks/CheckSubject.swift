import Admission
import APIServer
import Kubernetes
import Promotion

/// What checks look at.
struct CheckSubject: Sendable {
  var environment: RenderedEnvironment
  /// The environment as it is before a change; with it, objects that are in both are updates.
  var before: RenderedEnvironment?
  var policies: PolicySet
  /// How the objects are validated, with the kinds that the environment defines.
  private(set) var validation: ObjectValidation
  private let release: KubernetesRelease

  init(
    _ environment: RenderedEnvironment, changedFrom before: RenderedEnvironment? = nil,
    policies: PolicySet, configuration: PipelineConfiguration
  ) {
    self.environment = environment
    self.before = before
    self.policies = policies
    release = configuration.kubernetesRelease
    validation = ObjectValidation(
      validator: .evaluatingRules(definitions: environment.objects, release: release),
      refusesUnknownKinds: configuration.refusesUnknownKinds)
  }

  /// The kinds of the environment that are neither built in nor defined in it.
  var unknownKinds: Set<GroupVersionKind> {
    Set(environment.objects.lazy.map(\.gvk).filter { !validation.validator.knows($0) })
  }

  /// Takes definitions that stand elsewhere; where the environment has its own, that one counts.
  mutating func define(_ definitions: [KubernetesObject]) {
    validation.validator = .evaluatingRules(
      definitions: definitions + environment.objects, release: release)
  }

  /// Looks at the objects one by one, each with what it was before, in parts that may run at the
  /// same time.
  func parts(
    _ look: @escaping @Sendable (KubernetesObject, KubernetesObject?, inout CheckOutcome) -> Void
  ) -> [CheckPart] {
    let objects = environment.objects
    let previous = Dictionary(
      (before?.objects ?? []).map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    return stride(from: 0, to: objects.count, by: Self.partSize).map { start in
      let part = objects[start..<min(start + Self.partSize, objects.count)]
      return {
        var outcome = CheckOutcome()
        for object in part { look(object, previous[object.identity], &outcome) }
        return outcome
      }
    }
  }

  /// Few enough for the parts of one environment to keep every core busy, enough for a part to be
  /// worth handing over.
  private static let partSize = 128
}
