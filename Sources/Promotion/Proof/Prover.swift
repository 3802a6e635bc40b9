import Comparison
import Diagnostics
import Environments
import Git
import Kubernetes
import Kustomize
import YAML

/// Makes a plan's edits in memory, renders what comes of them and holds it against the plan.
struct Prover {
  let promoter: Promoter
  let plan: PromotionPlan

  func prove() throws(PromotionError) -> ProvenPromotion {
    guard plan.conflicts.isEmpty else { throw .refused(plan.conflicts) }
    let tree: GitTree
    do {
      let snapshot = promoter.repository.snapshot(
        of: try promoter.repository.commit(plan.targetCommit))
      tree = try GitTree(snapshot.source, at: promoter.repository.location)
    } catch {
      throw .git(error)
    }
    let edits = try self.edits(in: tree)
    var contents: [String: [UInt8]] = [:]
    for edit in edits { contents[edit.file.path] = try Self.applied(edit) }
    let overlay = OverlayTree(tree, replacing: contents)
    let now = promoter.renderer.over(tree)
    let then = promoter.renderer.over(overlay)
    let before = try render(plan.target, with: now)
    let after = try render(plan.target, with: then)
    let delta = EnvironmentComparison(hiding: promoter.wish).compare(before, after)
    let effects = RenderedEffects(
      fields: plan.promoted, kustomizations: try Self.kustomizations(contents), after: after)
    let audit = DeltaAudit(delta: delta, effects: effects, target: plan.target.name)
    guard audit.unplanned.isEmpty else { throw .refused(audit.unplanned) }
    try requireUntouched(now, then)
    let verdict = try promoter.recheck(Candidate(tree: overlay, before: before, after: after))
    let isOverridden = verdict.new.contains { $0.severity == .error }
    guard !isOverridden || promoter.request.override != nil else { throw .refused(verdict.new) }
    return ProvenPromotion(
      plan: plan, edits: edits, contents: contents, delta: delta, after: after,
      findings: audit.ineffective + verdict.new, known: verdict.known,
      override: isOverridden ? promoter.request.override : nil)
  }

  // MARK: Edits

  private func edits(in tree: GitTree) throws(PromotionError) -> [FileEdit] {
    var edits: [FileEdit] = []
    for (path, fields) in Dictionary(grouping: plan.promoted, by: \.file).sorted(by: {
      $0.key < $1.key
    }) {
      let file: SourceFile
      do {
        file = try tree.file(at: path, limit: Limits.standard.bytes)
      } catch {
        throw .refused([
          Diagnostic(
            rule: .unreadableFile, severity: .error, message: "\(path): \(error.reason)")
        ])
      }
      edits.append(try TargetEdits.edits(for: fields, in: file))
    }
    return edits
  }

  private static func applied(_ edit: FileEdit) throws(PromotionError) -> [UInt8] {
    do {
      return try edit.edits.applied(to: edit.file.bytes)
    } catch {
      preconditionFailure("an editor's edits do not overlap")
    }
  }

  private static func kustomizations(
    _ contents: [String: [UInt8]]
  ) throws(PromotionError) -> [String: KustomizationFields] {
    var result: [String: KustomizationFields] = [:]
    for (path, bytes) in contents {
      do {
        result[path] = try KustomizationFields(SourceFile(path: path, bytes: bytes))
      } catch {
        throw .unreadable(error)
      }
    }
    return result
  }

  // MARK: Renders

  private func render(
    _ environment: Environment, with renderer: EnvironmentRenderer
  ) throws(PromotionError) -> RenderedEnvironment {
    do { return try renderer.render(environment) } catch { throw .render(error) }
  }

  private func text(_ environment: RenderedEnvironment) throws(PromotionError) -> [UInt8] {
    do { return try environment.text() } catch { throw .render(error) }
  }

  /// Requires that no other environment renders a byte differently.
  private func requireUntouched(
    _ now: EnvironmentRenderer, _ then: EnvironmentRenderer
  ) throws(PromotionError) {
    var leaks: [Diagnostic] = []
    for environment in promoter.request.others + [plan.source] where environment != plan.target {
      let before = try render(environment, with: now)
      let after = try render(environment, with: then)
      guard try text(before) != text(after) else { continue }
      let first = EnvironmentComparison().compare(before, after).objects.first
      leaks.append(
        Diagnostic(
          rule: .promotionLeak, severity: .error,
          message: "\(environment.name) would change too"
            + (first?.identity.map { ": \($0.description)" } ?? ""),
          primary: first?.fields.first?.new?.location, environments: [environment.name]))
    }
    guard leaks.isEmpty else { throw .refused(leaks) }
  }
}
