import Values
import YAML

extension [SourcedPair] {
  /// In the order in which Kustomize writes them; of several with one key, the last.
  var sortedByKey: [SourcedPair] {
    var last: [String: SourcedPair] = [:]
    for pair in self { last[pair.key.value] = pair }
    return last.values.sorted { $0.key.value.precedesByBytes($1.key.value) }
  }
}
