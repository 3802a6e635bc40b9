import APIServer
import Admission
import Environments
import Kubernetes
import Relations
import Secrets

/// What checks look at: the objects of one environment, with all that they are judged by.
struct CheckSubject: Sendable {
  /// The files that the environment is made from.
  let workspace: Workspace
  let environment: RenderedEnvironment
  /// The environment's objects that are judged, in its order.
  let objects: [PreparedObject]
  /// The kinds that are known beside those that are built in, to every check alike.
  let definitions: APIDefinitions
  /// What asks the policies.
  let engine: Engine
  /// What judges the objects.
  let judge: ObjectJudge
  /// Whether an object whose kind nobody knows is an error; it is counted otherwise.
  let refusesUnknownKinds: Bool
  /// What is known of the environment beside its objects.
  let relations: GraphContext
  /// What objects were that are not new and not the same.
  let previous: [ObjectIdentity: KubernetesObject]
  /// What the files that the environment is made of hold, and those beside them.
  let secrets: [FoundSecret]

  /// Looks at the objects one by one, in parts that may run at the same time.
  func parts(
    _ look: @escaping @Sendable (PreparedObject, inout CheckOutcome) -> Void
  ) -> [CheckPart] {
    objects.parts.map { part in
      {
        var outcome = CheckOutcome()
        for object in part { look(object, &outcome) }
        return outcome
      }
    }
  }
}

extension Array {
  /// The elements in runs that are few enough to keep every core busy and long enough to be worth
  /// handing over.
  var parts: [ArraySlice<Element>] {
    stride(from: 0, to: count, by: 32).map { self[$0..<Swift.min($0 + 32, count)] }
  }
}
