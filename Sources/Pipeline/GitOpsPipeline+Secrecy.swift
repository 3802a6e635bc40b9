import Admission
package import Comparison
import Environments
import Kubernetes

extension GitOpsPipeline {
  /// What policies, an environment's own among them, wish to be hidden of its objects.
  ///
  /// A policy that cannot be read or compiled wishes nothing; whoever needs its verdict is told of it
  /// by the check.
  package var secrecyWish: EnvironmentComparison.SecrecyWish {
    { environment in
      let engine = hidingEngine(among: environment.objects)
      return { engine.hiddenFields(of: $0) }
    }
  }

  /// What asks the policies that hide what they find, those among the objects too.
  func hidingEngine(among objects: [KubernetesObject]) -> Engine {
    let policies = loadPolicies(holdingToBuiltIn: false).policies
      .adding(deployed: objects, definitions: []).policies.hidingSources
    return Engine(
      policies: policies, state: ClusterState(objects: objects, policies: policies))
  }
}
