import APIServer
import Diagnostics
import Kubernetes
import YAML

extension DecodingFault {
  /// The edit that lets the server read the field, where the right text is known: the name that was
  /// meant, or a text in quotes.
  func fix(in object: KubernetesObject) -> Fix? {
    switch kind {
    case .unknownField: return renaming(in: object)
    case .type: return quoting(in: object)
    case .duplicateField, .range, .format: return nil
    }
  }

  /// A misspelt name; only one that is right but for capitals is certain to be meant.
  private func renaming(in object: KubernetesObject) -> Fix? {
    guard comesWith == nil, let suggestion, case .key(let name) = path.steps.last, let location,
      location.text == name, object.root[path.parent]?[suggestion] == nil
    else { return nil }
    return Fix(
      "write \(suggestion)", edits: [.replacing(location, with: suggestion)],
      applicability: name.lowercased() == suggestion.lowercased() ? .safe : .unsafe)
  }

  /// A number or a truth value where a text is meant.
  private func quoting(in object: KubernetesObject) -> Fix? {
    guard message.hasSuffix(" of type string"), let node = object.root[path],
      let scalar = node.scalar, scalar.style == .plain, scalar.type != .null,
      let location = node.origin.location, location.text == scalar.text,
      !scalar.text.contains("\""), !scalar.text.contains("\\")
    else { return nil }
    return Fix(
      "write it in quotes", edits: [.replacing(location, with: "\"\(scalar.text)\"")],
      applicability: .safe)
  }
}
