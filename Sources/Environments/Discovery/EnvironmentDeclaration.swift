import Diagnostics
import Values
import YAML

/// An environment as pipeline.yaml declares it, before anybody has looked for its directories.
struct EnvironmentDeclaration {
  var name: String
  /// Where its targets are; nothing where it is all of a revision.
  var paths: [PathPattern]
  /// The revision that holds its files; nil for the one that is read.
  var revision: SourcedText?
  /// Which of the directories that the paths fit are none of its targets.
  var exclusions: [PathPattern] = []
  /// The environment that changes come from.
  var source: String?
  var isProtected = false
  /// How long a value must have been in the source before it is promoted.
  var soak: Duration?
  /// The clusters that a promotion reaches one group after the other.
  var waves: [[SourcedText]] = []
  /// The place that declares it.
  var origin: Location?

  /// The place that says what it is made of.
  var place: Location? { paths.first?.text.location ?? revision?.location }
}
