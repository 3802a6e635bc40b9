import Diagnostics
import YAML

/// An environment as pipeline.yaml declares it, before anybody has looked for its directories.
struct EnvironmentDeclaration {
  var name: String
  /// Where its targets are; at least one.
  var paths: [PathPattern]
  /// Which of the directories that the paths fit are none of its targets.
  var exclusions: [PathPattern] = []
  /// The environment that changes come from.
  var source: String?
  var isProtected = false
  /// The place that declares it.
  var origin: Location?
}
