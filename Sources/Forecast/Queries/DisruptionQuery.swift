import Kubernetes
import YAML

extension DisruptionBudget {
  /// The answer to the question of a budget.
  static func answer(_ question: Node) throws(ScenarioError) -> Node {
    guard let budget = question["pdb"] else {
      throw ScenarioError("pdb is no PodDisruptionBudget")
    }
    let objects = (question["objects"]?.elements ?? []).map { KubernetesObject($0) }
    let status = try DisruptionBudget(KubernetesObject(budget)).status(among: objects)
    return .object([
      ("disruptionsAllowed", .integer(status.disruptionsAllowed)),
      ("currentHealthy", .integer(status.currentHealthy)),
      ("desiredHealthy", .integer(status.desiredHealthy)),
      ("expectedPods", .integer(status.expectedPods)), ("reason", .string(status.reason)),
    ])
  }
}
