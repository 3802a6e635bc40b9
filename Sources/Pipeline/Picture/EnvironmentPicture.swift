import Environments
import Relations

/// What a page shows of an environment beside its findings.
struct EnvironmentPicture: Sendable {
  /// The environment's name.
  let name: String
  /// The app of each of its targets.
  private let apps: [String]
  /// What leads to what in it.
  let topology: Topology
  /// What runs in it, in the order of the environment.
  let workloads: [WorkloadPicture]

  /// - Parameter context: what is known of the environment beside its objects.
  init(of environment: RenderedEnvironment, in context: GraphContext) {
    name = environment.name
    apps = environment.targets.map(\.target.app)
    workloads = environment.targets.flatMap(WorkloadPicture.all(of:))
    var context = context
    // What was not rendered may make what is named.
    if environment.absence.targets?.isEmpty != true { context.absent = .unknown }
    topology = Topology(of: ObjectGraph(environment.targets.map(\.objects), in: context))
  }

  /// The app of a target, by its place among the environment's.
  func app(ofTarget target: Int) -> String { apps[target] }
}
