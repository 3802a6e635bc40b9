package import Diagnostics
package import Kubernetes

/// What `pipeline.yaml` says: which environments there are, in which order changes move through
/// them, and what is checked.
package struct PipelineConfiguration: Sendable {
  /// The release of the API server to be checked against.
  package var kubernetesRelease = Facts.release
  /// Whether an object whose kind has no schema is an error; it is counted otherwise.
  package var refusesUnknownKinds = false
  /// Directories of policies, relative to the tree's root.
  package var policies: [Reference]
  /// In the order they are listed, sources before targets.
  package var environments: [Environment]
  package var promotion = Promotion.standard
  /// Severities that rules are reported with instead of their own; nil silences a rule.
  package var checks: [RuleID: Severity?] = [:]
  /// The file that this was read from; nil for what was found by looking.
  package var file: SourceFile?

  /// One environment: a directory that Kustomize renders.
  package struct Environment: Hashable, Sendable {
    package var name: String
    /// The directory that is rendered, relative to the tree's root.
    package var directory: Reference
    /// The environment that changes come from.
    package var source: String?
    /// Whether only a promotion may change it.
    package var isProtected = false
  }

  /// Which fields a promotion takes and which it leaves.
  package struct Promotion: Hashable, Sendable {
    /// Paths of fields that are always taken from the source, as `images[*].newTag`.
    package var follow: [String]
    /// Paths of fields that the target always keeps.
    package var keep: [String]

    /// Tags and digests move, replica counts stay.
    package static let standard = Promotion(
      follow: ["images[*].newTag", "images[*].digest"], keep: ["replicas[*].count"])
  }

  /// A path in the tree with the place that names it.
  package struct Reference: Hashable, Sendable {
    package var path: String
    package var location: Location?
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
