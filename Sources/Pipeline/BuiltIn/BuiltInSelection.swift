import BuiltInPolicies
import Diagnostics
import Environments
import Kubernetes
import YAML

/// Which policies of the built-in set are asked.
struct BuiltInSelection {
  /// By name.
  private(set) var policies: [BuiltInPolicy] = []
  /// Names that no policy has.
  private(set) var mistakes: [Diagnostic] = []

  /// The policies that a configuration names: `builtin/NAME`, or `builtin` for those that are for any
  /// repository.
  init(named names: [SourcedText]) {
    for name in names {
      if name.value == PipelineConfiguration.builtIn {
        policies += BuiltInPolicy.all.filter { $0.holdsAnywhere && !policies.contains($0) }
        continue
      }
      let wanted = String(name.value.dropFirst(PipelineConfiguration.builtIn.utf8.count + 1))
      guard let policy = BuiltInPolicy.all.first(where: { $0.name == wanted }) else {
        mistakes.append(.noBuiltIn(wanted, at: name.location))
        continue
      }
      if !policies.contains(policy) { policies.append(policy) }
    }
  }

  /// The policies for a repository that says nothing of any.
  static let standard = BuiltInSelection(
    named: [SourcedText(PipelineConfiguration.builtIn, .none)])
}

extension Diagnostic {
  fileprivate static func noBuiltIn(_ name: String, at location: Location?) -> Diagnostic {
    let nearest = Spelling.nearest(to: name, among: BuiltInPolicy.all.map(\.name))
    return Diagnostic(
      rule: "pipeline/configuration", severity: .error,
      message: "there is no built-in policy \"\(name)\"", primary: location,
      help: nearest.map { "did you mean builtin/\($0)?" } ?? "`sluice policies list` names them")
  }
}
