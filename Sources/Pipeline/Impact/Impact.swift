package import Comparison
package import Diagnostics
package import Forecast
package import Kubernetes

/// What a change of the files does to every environment, told by what renders before and after.
package struct Impact: Sendable {
  /// The older state, as people call it.
  package var from: String
  /// The newer one.
  package var to: String
  /// The environments that change, in the pipeline's order.
  package var environments: [EnvironmentImpact] = []
  /// How many of the environments stay as they are.
  package var unchangedCount = 0
  /// Changes of protected environments that no promotion made, and what could not be compared.
  package var findings: [Diagnostic] = []

  /// The rule of a change that a protected environment may not have.
  package static let protectionRule: RuleID = "pipeline/protected-environment"
}

/// What a change does to one environment.
package struct EnvironmentImpact: Sendable {
  /// The environment's name.
  package var name: String
  /// Whether only a promotion may change it.
  package var isProtected: Bool
  /// The objects and fields that change.
  package var diff: SemanticDiff
  /// Workloads whose pods are replaced, or that start otherwise the next time.
  package var restarts: [Restart] = []
  /// Objects that the server does not let change so.
  package var rebuilds: [Rebuild] = []
  /// Removed objects that take something with them.
  package var prunings: [Pruning] = []
  /// Images that change.
  package var images: [ImageMove] = []
  /// What becomes of the workloads over time; nil where none changes, nor what sizes one.
  package var forecast: FleetForecast?

  /// A workload whose pods change.
  package struct Restart: Sendable {
    /// The workload.
    package var object: ObjectIdentity
    /// How many pods it asks for; nil where it does not say.
    package var replicas: String?
    /// When pods of the new kind start.
    package var moment: Moment
    /// Why, each in a few words.
    package var reasons: [String]

    /// When pods of the new kind start.
    package enum Moment: String, Sendable {
      /// The controller replaces the pods.
      case rollout
      /// Each pod is replaced once somebody deletes it.
      case onDelete
      /// The next run has them.
      case nextRun
    }
  }

  /// An object that must be made anew.
  package struct Rebuild: Sendable {
    /// The object.
    package var object: ObjectIdentity
    /// What the server says of the update and not of the object by itself.
    package var causes: [Diagnostic]
    /// What to do.
    package var advice: String
  }

  /// An object whose removal removes more than itself.
  package struct Pruning: Sendable {
    /// The object.
    package var object: ObjectIdentity
    /// What goes with it.
    package var loss: String
    /// The annotation that keeps a controller from removing it; nil where there is none.
    package var keptBy: String?
    /// Where it stood.
    package var location: Location?
  }

  /// An image that gives way to another one.
  package struct ImageMove: Sendable {
    /// What runs before; nil where nothing did.
    package var old: String?
    /// What runs after; nil where nothing does.
    package var new: String?
    /// The workloads, as `Deployment/ml-staging/api`.
    package var objects: [String]
  }
}
