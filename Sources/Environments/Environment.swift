package import Diagnostics
package import Values

/// A named set of targets that changes are promoted to as one: staging, production.
package struct Environment: Hashable, Sendable {
  /// The name that people and commands know it by.
  package var name: String
  /// What a controller applies for it, in the order in which its source names them; at least one.
  package var targets: [Target]
  /// The environment that changes come from.
  package var source: String?
  /// Whether only a promotion may change it.
  package var isProtected: Bool
  /// How long a value must have been in the source before it is promoted; nil where it need not.
  package var soak: Duration?
  /// The clusters that a promotion reaches one group after the other; none where it reaches all at once.
  package var waves: [[String]] = []
  /// The number of the wave that it is limited to, from 1; nil for all of it.
  package internal(set) var wave: Int?
  /// Targets of it that are left out, so that its objects are not all that there are.
  package var leftOut: [Target] = []
  /// The revision that its files are read from; nil for the one that all are.
  package var revision: EnvironmentRevision?
  /// The place that says that it exists; nil for what a person named or a search found.
  package var origin: Location?

  package init(
    name: String, targets: [Target], source: String? = nil, isProtected: Bool = false,
    revision: EnvironmentRevision? = nil, origin: Location? = nil
  ) {
    precondition(!targets.isEmpty, "an environment has at least one target")
    self.name = name
    self.targets = targets
    self.source = source
    self.isProtected = isProtected
    self.revision = revision
    self.origin = origin
  }

  /// An environment that is one directory.
  package init(
    name: String, directory: PathReference, build: Target.Build = .asFound, source: String? = nil,
    isProtected: Bool = false, origin: Location? = nil
  ) {
    self.init(
      name: name, targets: [Target(directory: directory, build: build)], source: source,
      isProtected: isProtected, origin: origin)
  }

  /// The environment with some of its targets; nil where it has none of them.
  package func limited(to isMeant: (Target) -> Bool) -> Environment? {
    var result = self
    result.targets.removeAll { !isMeant($0) }
    result.leftOut += targets.filter { !isMeant($0) }
    return result.targets.isEmpty ? nil : result
  }

  /// The directories of its targets, for people.
  package var directories: String { targets.map(\.directory.shown).joined(separator: ", ") }
}

/// One thing that a controller applies as a whole: the directory of a kustomization, or of manifests.
package struct Target: Hashable, Sendable {
  /// The app that it is part of, by which it is paired across environments; empty where an
  /// environment is a single target.
  package var app: String
  /// What tells it apart from its app's other targets of the environment, the same across environments;
  /// empty where it is the only one.
  package var part: String
  /// The cluster that pipeline.yaml says it is applied to; empty where it says none.
  package var cluster: String
  /// What is rendered or read, relative to the tree's root.
  package var directory: PathReference
  /// How its objects are made.
  package var build: Build

  package init(
    app: String = "", part: String = "", cluster: String = "", directory: PathReference,
    build: Build = .asFound
  ) {
    self.app = app
    self.part = part
    self.cluster = cluster
    self.directory = directory
    self.build = build
  }

  /// How a directory becomes objects.
  package enum Build: Hashable, Sendable {
    /// By the kustomization where the directory holds one, else by each manifest in it.
    case asFound
    /// By the kustomization, which must be there.
    case kustomization
    /// As Flux builds one of its Kustomizations.
    case flux(FluxTarget)
    /// As Argo CD builds a source of one of its Applications.
    case argo(ArgoTarget)
  }
}

/// A path in a tree, with the place that names it.
package struct PathReference: Hashable, Sendable {
  /// Relative to the tree's root.
  package var path: String { didSet { shown = Self.shown(path) } }
  /// The path as people are told it; another path is told as the tree's own.
  package var shown: String
  /// Nil for what no file of the tree names.
  package var location: Location?

  package init(path: String, location: Location? = nil) {
    self.path = path
    self.location = location
    shown = Self.shown(path)
  }

  private static func shown(_ path: String) -> String { path.isEmpty ? "." : path }
}
