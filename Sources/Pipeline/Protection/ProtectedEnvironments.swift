import Comparison
import Diagnostics
import Environments
import Git
import Kubernetes
import Kustomize
import Promotion

/// Finds changes of protected environments that no promotion made.
///
/// An environment is protected where `pipeline.yaml` says so before the change; so the commit that
/// lifts the protection is held to it. A commit is free to change one when it is a promotion to it or a
/// rollback of it, or when its message ends with `Sluice-Hotfix: reason`.
struct ProtectedEnvironments {
  private let repository: Repository
  private let workspace: Workspace
  /// Where the configuration stands; nil for the usual place.
  private let configuration: String?

  /// - Parameter workspace: what is checked; its remotes are used for the other trees too.
  init(of repository: Repository, workspace: Workspace, configuration: String?) {
    self.repository = repository
    self.workspace = workspace
    self.configuration = configuration
  }

  /// The findings of a history, oldest commit first.
  ///
  /// - Parameter rendered: what is checked, as it renders at the end of the history.
  func findings(
    in history: History.Span, rendered: [RenderedEnvironment]
  ) throws(GitError) -> [Diagnostic] {
    switch history {
    case .index: return try stagedFindings(rendered)
    case .commits(let base, let tip):
      var findings: [Diagnostic] = []
      for commit in try repository.commits(after: base, upTo: tip).reversed() {
        findings += try self.findings(of: commit)
      }
      return findings
    }
  }

  private func stagedFindings(_ rendered: [RenderedEnvironment]) throws(GitError) -> [Diagnostic] {
    guard let head = try? repository.resolve("HEAD") else { return [] }
    let before = try repository.snapshot(of: repository.commit(head))
    let old = workspace.over(try GitTree(before.source, at: repository.location))
    let protected = protected(in: old)
    guard !protected.isEmpty else { return [] }
    let after = try index()
    let renderer = EnvironmentRenderer(old)
    var findings: [Diagnostic] = []
    for environment in protected {
      guard let now = rendered.first(where: { $0.name == environment.name }),
        try now.isMade(differentlyIn: before, than: after),
        let then = try? renderer.render(environment),
        let violation = Violation(environment, from: then, to: now)
      else { continue }
      findings.append(.staged(violation))
    }
    return findings
  }

  /// The index as it was read to be checked, where it is what is checked.
  private func index() throws(GitError) -> TreeSnapshot {
    if let tree = workspace.tree as? GitTree { return TreeSnapshot(tree.source, in: repository) }
    return try repository.indexSnapshot()
  }

  /// The environments that a tree says are protected; none where it has no configuration to say so.
  private func protected(in tree: Workspace) -> [Environment] {
    Discovery(tree).protectedEnvironments(at: configuration)
  }

  private func findings(of commit: Commit) throws(GitError) -> [Diagnostic] {
    guard let parent = commit.parents.first, !commit.saysWhy else { return [] }
    let after = repository.snapshot(of: commit)
    let before = try repository.snapshot(of: repository.commit(parent))
    var paths = Set(try before.changes(to: after).map(\.path))
    // A merge adds nothing of its own but what none of its parents has; its commits speak for
    // themselves.
    for other in commit.parents.dropFirst() {
      let snapshot = try repository.snapshot(of: repository.commit(other))
      paths.formIntersection(try snapshot.changes(to: after).map(\.path))
    }
    let promoted =
      commit.trailer(PromotionTrailer.plan) == nil
      ? nil : commit.trailer(PromotionTrailer.to) ?? commit.trailer(PromotionTrailer.rollback)
    return try violations(from: before, to: after, changing: paths)
      .filter { $0.environment != promoted }
      .map { .committed($0, in: commit) }
  }

  /// What a change does to one protected environment.
  struct Violation {
    var environment: String
    /// What renders otherwise; nil where the environment does not render any more.
    var diff: SemanticDiff?

    /// Nil where the two states mean the same.
    init?(
      _ environment: Environment, from before: RenderedEnvironment, to after: RenderedEnvironment
    ) {
      self.environment = environment.name
      let diff = EnvironmentComparison().compare(before, after)
      if diff.isEmpty { return nil }
      self.diff = diff
    }

    /// An environment that rendered before and does not after.
    init(breaking environment: Environment) { self.environment = environment.name }
  }

  private func violations(
    from before: TreeSnapshot, to after: TreeSnapshot, changing paths: Set<String>
  ) throws(GitError) -> [Violation] {
    guard !paths.isEmpty else { return [] }
    let old = workspace.over(try GitTree(before.source, at: repository.location))
    let new = workspace.over(try GitTree(after.source, at: repository.location))
    let (earlier, later) = (EnvironmentRenderer(old), EnvironmentRenderer(new))
    return protected(in: old).compactMap { environment in
      guard let before = try? earlier.render(environment),
        before.isMade(fromOneOf: paths, of: environment)
      else { return nil }
      // Else two commits, one that breaks it and one that mends it otherwise, would go unseen.
      guard let after = try? later.render(environment) else {
        return Violation(breaking: environment)
      }
      return Violation(environment, from: before, to: after)
    }
  }
}

extension Commit {
  /// Whether its message gives a reason for a change that no promotion makes.
  fileprivate var saysWhy: Bool {
    trailer("Sluice-Hotfix")?.contains { !$0.isWhitespace } ?? false
  }
}

extension RenderedEnvironment {
  /// Whether a file that had a part in it is another one, or a directory of manifests holds others.
  ///
  /// What is gone left its mark in the kustomization that named it.
  fileprivate func isMade(
    differentlyIn before: TreeSnapshot, than after: TreeSnapshot
  ) throws(GitError) -> Bool {
    let changes = try before.changes(to: after).filter { $0.before?.id != $0.after?.id }
    let paths = Set(changes.map(\.path))
    for target in targets {
      if target.rendering.files.contains(where: { paths.contains($0.path) }) { return true }
      let directory = target.target.directory.path
      guard target.rendering.kustomizations.isEmpty, !directory.isEmpty else { continue }
      let names = try before.entry(at: directory) == nil ? [] : before.list(directory).map(\.name)
      if try names != after.list(directory).map(\.name) { return true }
    }
    return false
  }

  /// Whether a change of these files may change what is rendered: one of them had a part in it, or
  /// stands where a new file would.
  fileprivate func isMade(fromOneOf paths: Set<String>, of environment: Environment) -> Bool {
    if targets.contains(where: { $0.rendering.files.contains { paths.contains($0.path) } }) {
      return true
    }
    return environment.targets.contains { target in
      paths.contains { TreePath.isInside($0, target.directory.path) }
    }
  }
}

extension Diagnostic {
  fileprivate static func committed(
    _ violation: ProtectedEnvironments.Violation, in commit: Commit
  ) -> Diagnostic {
    finding(
      violation, .error,
      "commit \(commit.id.short) changes \(violation.environment), which is protected: "
        + violation.extent,
      help: "promote the change, or end the commit's message with `Sluice-Hotfix: reason`")
  }

  fileprivate static func staged(_ violation: ProtectedEnvironments.Violation) -> Diagnostic {
    finding(
      violation, .warning,
      "this commit would change \(violation.environment), which is protected: "
        + violation.extent,
      help: "promote the change instead, or end the commit's message with `Sluice-Hotfix: reason`")
  }

  private static func finding(
    _ violation: ProtectedEnvironments.Violation, _ severity: Severity, _ message: String,
    help: String
  ) -> Diagnostic {
    let places = violation.places
    return Diagnostic(
      rule: Impact.protectionRule, severity: severity, message: message,
      primary: places.first?.location,
      related: places.dropFirst().prefix(5).map {
        Label("\($0.subject) changes here", at: $0.location)
      },
      help: help, environments: [violation.environment])
  }
}

extension ProtectedEnvironments.Violation {
  /// How much changes, in words.
  fileprivate var extent: String {
    guard let diff else { return "it does not render any more" }
    let first = diff.objects[0].identity?.description ?? ""
    return diff.objects.count == 1 ? first : "\(first) and \(diff.objects.count - 1) more"
  }

  /// The places that change it, each once.
  fileprivate var places: [(location: Location, subject: String)] {
    var places: [(location: Location, subject: String)] = []
    for object in diff?.objects ?? [] {
      let name = object.identity?.description ?? ""
      let fields = object.fields.filter { !$0.isDerived }.map { field in
        (location: field.new?.location ?? field.old?.location, subject: "\(field.path) of \(name)")
      }
      let whole = (location: (object.to ?? object.from)?.location, subject: name)
      for (location, subject) in object.fields.isEmpty ? [whole] : fields {
        guard let location, !places.contains(where: { $0.location == location }) else { continue }
        places.append((location, subject))
      }
    }
    return places
  }
}
