import Diagnostics
import Kubernetes
import YAML

/// What the server fills into the fields of one type.
struct DefaultingRule: Sendable {
  let fill: @Sendable (inout Mapping) -> Void

  init(_ fill: @escaping @Sendable (inout Mapping) -> Void) { self.fill = fill }

  /// The default of a field that the schema declares, as JSON.
  static func declared(_ name: String, _ json: String) -> DefaultingRule {
    let value = (try? SourceFile(path: "", text: json).parsedJSON())?.root ?? .null()
    return DefaultingRule { $0.fill(name, value) }
  }

  /// Every rule that stands in code, by the full name of its type.
  static func all(in release: KubernetesRelease) -> [String: DefaultingRule] {
    [
      podDefaults, serviceDefaults, coreDefaults, workloadDefaults(in: release), batchDefaults,
      autoscalingDefaults, policyDefaults, platformDefaults,
    ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }
  }
}
