import Comparison
import Diagnostics
import Kubernetes

/// Holds what a promotion changes in the rendered target against what its plan explains.
struct DeltaAudit {
  /// Rendered changes that no planned field explains.
  private(set) var unplanned: [Diagnostic] = []
  /// Planned fields that no rendered change shows.
  private(set) var ineffective: [Diagnostic] = []

  /// - Parameter target: the name of the environment that is promoted to.
  init(delta: SemanticDiff, effects: RenderedEffects, target: String) {
    var effective: Set<Int> = []
    let renamed = effects.renamed(in: delta)
    for object in delta.objects {
      let changes: [FieldChange?] = object.kind == .changed ? object.fields : [nil]
      for change in changes {
        // A name alone, with content that stayed, is no effect.
        if change?.isDerived != true {
          effective.formUnion(effects.fields(shownBy: change, of: object))
        }
        let isRenamed = change == nil && object.unqualified.map(renamed.contains) ?? false
        if !isRenamed, !effects.explain(change, of: object) {
          unplanned.append(.unplanned(object, change, in: target))
        }
      }
    }
    ineffective = effects.fields.indices
      .filter { !effective.contains($0) && effects.mustShow($0) }
      .map { index in
        let planned = effects.fields[index]
        return .ineffective(planned, hiddenBy: effects.hidingLocation(of: planned), in: target)
      }
  }
}

extension Diagnostic {
  fileprivate static func unplanned(
    _ object: ObjectChange, _ change: FieldChange?, in target: String
  ) -> Diagnostic {
    let name = object.identity?.description ?? ""
    let what =
      change.map { "\(name) would change at \($0.path.description)" }
      ?? "\(name) would be \(object.kind.rawValue)"
    return Diagnostic(
      rule: .promotionUnplanned, severity: .error,
      message: "\(what), which the plan does not explain",
      primary: change?.new?.location ?? change?.old?.location
        ?? (object.to ?? object.from)?.location,
      object: object.identity?.description, field: change?.path.description,
      environments: [target])
  }

  fileprivate static func ineffective(
    _ planned: PlannedField, hiddenBy location: Location?, in target: String
  ) -> Diagnostic {
    Diagnostic(
      rule: .promotionIneffective, severity: .warning,
      message: "\(planned.field) is promoted but without effect in \(target)",
      primary: planned.source?.location,
      related: location.map { [Label("the rendered value comes from here", at: $0)] } ?? [],
      help: location == nil ? "nothing in \(target) uses it" : nil,
      environments: [target])
  }
}

extension ObjectChange {
  /// What an object is called wherever it stands.
  var unqualified: String? { identity.map { "\($0.gvk.kind)/\($0.name)" } }
}
