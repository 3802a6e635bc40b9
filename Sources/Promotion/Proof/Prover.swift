import Diagnostics
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
    let before = try render(tree, plan.target)
    let after = try render(overlay, plan.target)
    let delta = EnvironmentComparison().compare(before, after)
    let effects = RenderedEffects(
      fields: plan.promoted, kustomizations: try Self.kustomizations(contents), after: after)
    let ineffective = try explain(delta, effects)
    try requireUntouched(from: tree, to: overlay)
    let findings = try promoter.recheck(Candidate(tree: overlay, before: before, after: after))
    guard !findings.contains(where: { $0.severity == .error }) else { throw .refused(findings) }
    return ProvenPromotion(
      plan: plan, edits: edits, contents: contents, delta: delta, findings: ineffective + findings)
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
            rule: .unreadableFile, severity: .error, message: "\(path.shown): \(error.reason)")
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
    _ tree: any FileTree, _ environment: PromotionEnvironment
  ) throws(PromotionError) -> RenderedEnvironment {
    do { return try promoter.render(tree, environment) } catch { throw .render(error) }
  }

  /// Requires that the plan explains every rendered change; returns what is without effect.
  private func explain(
    _ delta: SemanticDiff, _ effects: RenderedEffects
  ) throws(PromotionError) -> [Diagnostic] {
    var unplanned: [Diagnostic] = []
    var effective: Set<Int> = []
    for object in delta.objects {
      if object.kind != .changed { unplanned.append(self.unplanned(object, nil)) }
      for change in object.fields {
        let fields = effects.fields(behind: change, of: object)
        // A name alone, with content that stayed, is no effect.
        if change.cause == .value { effective.formUnion(fields) }
        if fields.isEmpty { unplanned.append(self.unplanned(object, change)) }
      }
    }
    guard unplanned.isEmpty else { throw .refused(unplanned) }
    return effects.fields.indices.filter { !effective.contains($0) }.map { index in
      ineffective(
        effects.fields[index], hiddenBy: effects.hidingLocation(of: effects.fields[index]))
    }
  }

  private func unplanned(_ object: ObjectChange, _ change: FieldChange?) -> Diagnostic {
    let name = object.identity?.description.shown ?? ""
    let what =
      change.map { "\(name) would change at \($0.path.description.shown)" }
      ?? "\(name) would be \(object.kind.rawValue)"
    return Diagnostic(
      rule: .promotionUnplanned, severity: .error,
      message: "\(what), which the plan does not explain",
      primary: change?.new?.location ?? change?.old?.location
        ?? (object.to ?? object.from)?.location,
      object: object.identity?.description, field: change?.path.description,
      environments: [plan.target.name])
  }

  private func ineffective(_ planned: PlannedField, hiddenBy location: Location?) -> Diagnostic {
    Diagnostic(
      rule: .promotionIneffective, severity: .warning,
      message: "\(planned.field.description.shown) is promoted but without effect in "
        + "\(plan.target.name)",
      primary: planned.source?.location,
      related: location.map { [Label("the rendered value comes from here", at: $0)] } ?? [],
      help: location == nil ? "nothing in \(plan.target.name) uses it" : nil,
      environments: [plan.target.name])
  }

  /// Requires that no other environment renders a byte differently.
  private func requireUntouched(
    from tree: any FileTree, to overlay: any FileTree
  ) throws(PromotionError) {
    var leaks: [Diagnostic] = []
    for environment in promoter.request.others + [plan.source] where environment != plan.target {
      let before = try render(tree, environment)
      let after = try render(overlay, environment)
      guard before.text != after.text else { continue }
      let first = EnvironmentComparison().compare(before, after).objects.first
      leaks.append(
        Diagnostic(
          rule: .promotionLeak, severity: .error,
          message: "\(environment.name) would change too"
            + (first?.identity.map { ": \($0.description.shown)" } ?? ""),
          primary: first?.fields.first?.new?.location, environments: [environment.name]))
    }
    guard leaks.isEmpty else { throw .refused(leaks) }
  }
}
