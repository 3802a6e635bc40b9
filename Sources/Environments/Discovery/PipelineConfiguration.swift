package import Diagnostics
package import Kubernetes
import Kustomize
package import YAML

/// What `pipeline.yaml` says: which environments there are, in which order changes move through
/// them, and what is checked.
package struct PipelineConfiguration: Sendable {
  /// The release of the API server to be checked against.
  package var kubernetesRelease = Facts.release
  /// The releases that objects are checked against in the same run, besides.
  package var furtherReleases: [KubernetesRelease] = []
  /// Whether an object whose kind has no schema is an error; it is counted otherwise.
  package var refusesUnknownKinds = false
  /// Directories of policies, relative to the tree's root.
  package var policies: [PathReference]
  /// Whether a file or the command line says which there are, if only none.
  package var arePoliciesNamed = false
  /// Whether the command line named them, so that rules of other policies are rightly unknown.
  package var policiesAreAsked = false
  /// The policies of the built-in set that the file names: `builtin/NAME`, or `builtin`.
  package var builtInPolicies: [SourcedText] = []
  /// Files and directories of CustomResourceDefinitions that count before those of the tree.
  package var definitions: [PathReference] = []
  /// What the cluster has though nothing here makes it: `Kind/name`, `Kind/namespace/name`.
  package var provided: [SourcedText] = []
  /// Whether the file leaves it to a search which environments there are.
  package var findsEnvironments = false
  /// The directories whose targets no environment has.
  var exclusions: [PathPattern] = []
  /// In the order they are listed, sources before targets.
  package var environments: [Environment]
  /// Which fields a promotion takes and which it leaves.
  package var promotion = Promotion.standard
  /// When promotions wait.
  package var freezes: [Freeze] = []
  /// What rules are reported with instead of their own severities.
  package var checks: [RuleID: RuleSetting] = [:]
  /// The list of exemptions that the file names; nil for the usual place.
  package var exemptions: PathReference?
  /// How many targets are not among the environments since a change does not reach them.
  package var unchangedTargets = 0
  /// The file that this was read from; nil for what was found by looking.
  package var file: SourceFile?
  /// The directory of that file, relative to the tree's root.
  package var home: String { file.map { TreePath.parent(of: $0.path) } ?? "" }
  /// What says which environments there are.
  package var found = DiscoveryMethod.configuration
  /// The directory that was searched for environments; nil where a file lists them.
  package var searched: String?
  /// The repository that Argo CD's Applications call by another address than any remote's, and that is
  /// taken to be this one, as host and path; nil where nothing is taken to be.
  package var assumedRepository: String?
  /// What was come upon and is not looked into.
  package var leftOut: [LeftOut] = []

  package init(policies: [PathReference], environments: [Environment]) {
    self.policies = policies
    self.environments = environments
  }

  /// What stands before the names of built-in policies.
  package static let builtIn = "builtin"

  /// Which fields a promotion takes and which it leaves.
  package struct Promotion: Sendable {
    /// Paths of fields that are always taken from the source, as `images[*].newTag`.
    package var follow: [SourcedText]
    /// Paths of fields that the target always keeps.
    package var keep: [SourcedText]
    /// Fields that are promoted wherever they stand, or written otherwise by later environments.
    package var fields: [DeclaredField] = []
    /// How its commit is worded.
    package var message = MessageTemplate.Message()
    /// How the commit of a rollback is worded.
    package var rollbackMessage = MessageTemplate.Message.ofRollback

    /// Tags and digests move, replica counts stay.
    package static let standard = Promotion(
      follow: ["images[*].newTag", "images[*].digest"].map { SourcedText($0, .none) },
      keep: [SourcedText("replicas[*].count", .none)])
  }

  /// What `checks` says of one rule.
  package struct RuleSetting: Hashable, Sendable {
    /// The severity that it is reported with; nil where it stays the rule's own.
    package var severity: Severity?
    /// Whether it is not reported at all.
    package var isOff = false
    /// Whether an exemption may allow what it finds.
    package var isExemptable = true
    /// The place that names the rule.
    package var location: Location?
  }

  /// Leaves out environments that are other revisions, which a commit does not change; their targets are
  /// counted.
  package mutating func leaveRevisions() {
    for environment in environments where environment.revision != nil {
      unchangedTargets += environment.targets.count
    }
    environments.removeAll { $0.revision != nil }
  }

  /// The same, of the targets at or under a directory alone; nil where there are none.
  func limited(to directory: String) -> PipelineConfiguration? {
    var limited = self
    limited.environments = environments.compactMap { environment in
      environment.limited { TreePath.isInside($0.directory.path, directory) }
    }
    return limited.environments.isEmpty ? nil : limited
  }

  /// The same, of the targets of some apps alone; all of it where there is no name.
  ///
  /// - Throws: ``PipelineError`` for an app that no environment has.
  package func limited(toApps names: [String]) throws(PipelineError) -> PipelineConfiguration {
    guard !names.isEmpty else { return self }
    let known = environments.flatMap(\.targets).map(\.app)
    for name in names where !known.contains(name) {
      let meant = Spelling.nearest(to: name, among: known).map { "did you mean \($0)?" }
      throw PipelineError(
        "no environment has an app \"\(name)\"", help: meant ?? "sluice environments lists them")
    }
    var limited = self
    limited.environments = environments.compactMap { environment in
      environment.limited { names.contains($0.app) }
    }
    return limited
  }

  /// The environments of those names, in the pipeline's order; all where there is no name.
  ///
  /// - Throws: ``PipelineError`` for a name that none has.
  package func environments(named names: [String]) throws(PipelineError) -> [Environment] {
    guard !names.isEmpty else { return environments }
    for name in names { _ = try environment(named: name) }
    return environments.filter { names.contains($0.name) }
  }

  /// The environment of that name.
  ///
  /// - Throws: ``PipelineError`` with the names that there are.
  package func environment(named name: String) throws(PipelineError) -> Environment {
    if let environment = environments.first(where: { $0.name == name }) { return environment }
    let known = environments.map(\.name)
    let meant = Spelling.nearest(to: name, among: known).map { "did you mean \($0)?" }
    throw PipelineError(
      "there is no environment \"\(name)\"",
      help: meant ?? "there are \(known.joined(separator: ", "))")
  }
}
