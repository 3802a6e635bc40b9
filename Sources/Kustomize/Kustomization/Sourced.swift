import Diagnostics
import YAML

/// A value of a kustomization with the place that gives it.
struct Sourced<Value: Sendable>: Sendable {
  var value: Value
  var origin: Origin
  /// How a scalar is written, to find the bytes of its parts.
  var style: ScalarStyle

  var location: Location? { origin.location }

  init(_ value: Value, _ origin: Origin, style: ScalarStyle = .plain) {
    self.value = value
    self.origin = origin
    self.style = style
  }
}

typealias SourcedText = Sourced<String>

extension SourcedText {
  /// The scalar as it stands in the kustomization.
  var node: Node { Node(Scalar(string: value, style: style), origin: origin) }
}

/// One entry of a mapping from text to text.
struct SourcedPair: Sendable {
  var key: SourcedText
  var value: SourcedText
}

extension [SourcedPair] {
  /// In the order in which Kustomize writes them; of several with one key, the last.
  var sortedByKey: [SourcedPair] {
    var last: [String: SourcedPair] = [:]
    for pair in self { last[pair.key.value] = pair }
    return last.values.sorted { $0.key.value.utf8.lexicographicallyPrecedes($1.key.value.utf8) }
  }
}
