import APIServer
import Kubernetes
import YAML

/// An object as checks look at it: decoded, defaulted and judged once, for all of them.
struct PreparedObject: Sendable {
  /// As its sources have it.
  let object: KubernetesObject
  /// The object that it would replace, as its sources had it.
  let before: KubernetesObject?
  /// What the server says of it; nil where its kind is not known, or its values are not.
  let verdict: ServerVerdict?
  /// As the server hands it to policies, every default filled in; nil where it cannot be decoded or
  /// its values are encrypted, so that no policy is ever asked.
  let stored: Node?
  /// The object that it would replace, in the same form.
  let storedBefore: Node?

  /// The object as it is and as it was, by their sources.
  var states: [KubernetesObject] { [object, before].compactMap(\.self) }

  init(_ object: KubernetesObject, replacing before: KubernetesObject?, by validator: Validator) {
    self.object = object
    self.before = before
    guard !object.isEncrypted else {
      (verdict, stored, storedBefore) = (nil, nil, nil)
      return
    }
    guard validator.knows(object.gvk) else {
      verdict = nil
      stored = object.root
      storedBefore = before?.root
      return
    }
    let verdict = validator.verdict(on: object, replacing: before)
    self.verdict = verdict
    stored = verdict.faults.isEmpty ? verdict.stored ?? object.root : nil
    storedBefore = before.map { validator.held($0).root }
  }
}
