import Admission
package import Comparison
import Environments
import Kubernetes

extension GitOpsPipeline {
  /// What the pipeline's policies wish to be hidden of an environment's objects.
  ///
  /// A policy that cannot be read or compiled wishes nothing; whoever needs its verdict is told of it
  /// by the check.
  package var secrecyWish: EnvironmentComparison.SecrecyWish {
    { environment in
      let engine = hidingEngine(among: environment.objects)
      return { engine.hiddenFields(of: $0) }
    }
  }

  /// What asks the policies that hide what they find.
  func hidingEngine(among objects: [KubernetesObject]) -> Engine {
    let policies = loadPolicies(holdingToBuiltIn: false).policies.hidingSources
    return Engine(
      policies: policies, state: ClusterState(objects: objects, policies: policies))
  }
}
