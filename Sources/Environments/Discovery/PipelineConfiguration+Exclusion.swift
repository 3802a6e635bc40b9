import Diagnostics
import Kustomize
import YAML

extension PipelineConfiguration {
  /// Takes out the targets that `exclude` of the whole pipeline covers, and counts them.
  ///
  /// - Parameter isWhole: whether all of the tree was looked through, so that a pattern which covers
  ///   nothing is a mistake.
  /// - Throws: ``PipelineError`` for such a pattern, and where nothing remains.
  mutating func exclude(isWhole: Bool) throws(PipelineError) {
    guard !exclusions.isEmpty else { return }
    let before = environments
    var used: Set<Int> = []
    func covers(_ path: String) -> Bool {
      let index = exclusions.firstIndex { $0.covers(path) }
      if let index { used.insert(index) }
      return index != nil
    }
    var excluded: [LeftOut] = []
    environments = environments.compactMap { environment in
      environment.limited { target in
        guard covers(target.directory.path) else { return true }
        excluded.append(
          LeftOut(
            .directory, because: LeftOut.excluded, target.directory.shown,
            at: target.directory.location))
        return false
      }
    }
    leftOut = leftOut.filter { !covers($0.name) } + excluded
    guard isWhole else { return }
    let idle = exclusions.enumerated().filter { !used.contains($0.offset) }.map(\.element)
    let known = Set(before.flatMap(\.targets).map(\.directory.path)).sorted()
    guard idle.isEmpty else { throw PipelineError(idle.map { .idleExclusion($0, among: known) }) }
    guard !environments.isEmpty || before.isEmpty else {
      throw PipelineError("exclude leaves no target to check", help: "take a line out of it")
    }
  }
}

extension LeftOut {
  /// The reason of all that a configuration takes out.
  static let excluded = "targets that pipeline.yaml excludes"
}

extension Diagnostic {
  /// A pattern under `exclude` that covers no target.
  static func idleExclusion(_ pattern: PathPattern, among known: [String]) -> Diagnostic {
    Diagnostic(
      rule: .configuration, severity: .error,
      message: "\"\(pattern.text.value)\" excludes nothing: no target stands there",
      primary: pattern.text.location,
      help: Spelling.nearest(to: pattern.path, among: known).map { "did you mean \($0)?" }
        ?? "`sluice environments` lists the targets")
  }
}
