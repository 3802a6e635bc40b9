import APIServer
import Admission
import Environments
import Kubernetes

/// What checks look at: one environment, with all that it is judged by.
struct CheckSubject: Sendable {
  let environment: RenderedEnvironment
  /// The kinds that are known beside those that are built in, to every check alike.
  let definitions: APIDefinitions
  let policies: PolicySet
  /// How the objects are validated.
  let validation: ObjectValidation
  /// The objects as they are before a change; those that are in both are updates.
  private let previous: [ObjectIdentity: KubernetesObject]

  init(
    _ environment: RenderedEnvironment, changedFrom before: RenderedEnvironment? = nil,
    definitions: APIDefinitions, policies: PolicySet, configuration: PipelineConfiguration
  ) {
    self.environment = environment
    self.definitions = definitions
    self.policies = policies
    validation = ObjectValidation(
      validator: .evaluatingRules(
        definitions: definitions.objects, release: configuration.kubernetesRelease),
      refusesUnknownKinds: configuration.refusesUnknownKinds)
    previous = Dictionary(
      (before?.objects ?? []).map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Every check of the environment, in parts that may run at the same time.
  var parts: [CheckPart] { allChecks.flatMap { $0.parts(self) } }

  /// Looks at the objects one by one, each with what it was before, in parts that may run at the
  /// same time.
  func parts(
    _ look: @escaping @Sendable (KubernetesObject, KubernetesObject?, inout CheckOutcome) -> Void
  ) -> [CheckPart] {
    let objects = environment.objects
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
