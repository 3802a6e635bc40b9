import Diagnostics
import Environments
import Kustomize
import Values

extension GitOpsPipeline {
  /// The file that stops all promotions while it is there, beside pipeline.yaml; its first line says why.
  package static let stopFile = "FREEZE"

  /// What keeps anything from being promoted to an environment at a moment: the stop file, and the
  /// freezes of pipeline.yaml.
  func obstacles(to environment: String, at moment: Timestamp) throws(PipelineError) -> [Diagnostic]
  {
    var obstacles: [Diagnostic] = []
    let path = TreePath.join(configuration.home, Self.stopFile)
    let file: SourceFile?
    do throws(FileTreeError) {
      let isThere = try workspace.tree.entry(at: path) == .file
      file = isThere ? try workspace.tree.file(at: path, limit: 1 << 20) : nil
    } catch {
      throw PipelineError(error)
    }
    if let file {
      let text = file.text(in: ByteRange(0, file.bytes.count))
      let reason = text.split(whereSeparator: \.isNewline).first.map { ": \($0)" } ?? ""
      obstacles.append(
        Diagnostic(
          rule: .promotionFrozen, severity: .error,
          message: "all promotions are stopped\(reason)",
          primary: Location(file: file, range: ByteRange(0, 0)),
          help: "remove \(path) when it is over, or say why with --override",
          environments: [environment]))
    }
    for freeze in configuration.freezes where freeze.holds(for: environment, at: moment) {
      let end = freeze.to.map { " until \($0.textInSeconds)" } ?? ""
      obstacles.append(
        Diagnostic(
          rule: .promotionFrozen, severity: .error,
          message: "\(environment) is frozen\(end): \(freeze.reason)", primary: freeze.location,
          help: "wait, or say why with --override", environments: [environment]))
    }
    return obstacles
  }
}

extension RuleID {
  /// A promotion at a time in which there is none.
  fileprivate static let promotionFrozen: RuleID = "promotion/frozen"
}
