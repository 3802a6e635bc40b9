import Diagnostics

/// The one answer to "may this value be shown?".
///
/// Whatever prints something of an object that nobody asked to see whole asks here: findings, traces,
/// differences, plans, explanations, commit messages. What prints objects because that was asked for
/// (`render`) does not.
package enum Secrecy {
  /// What stands for a hidden value.
  package static let mark = HiddenText.mark

  /// Where a value stands.
  package struct Place: Hashable, Sendable {
    /// The API group of the object; empty for the core group.
    package var group: String
    /// The kind of the object.
    package var kind: String
    /// The keys on the way from the object's root to the value, without positions in lists.
    package var keys: [String]
    /// What names the value beside it: the `name` of an environment variable, the flag before an
    /// argument.
    package var name: String?

    package init(group: String = "", kind: String, keys: [String], name: String? = nil) {
      self.group = group
      self.kind = kind
      self.keys = keys
      self.name = name
    }
  }

  /// Whether the whole value is a secret because of where it stands.
  ///
  /// What a Secret holds; what `kubectl` remembers of an applied object; and in an environment
  /// variable, a ConfigMap, an annotation or an argument, what a name says so of.
  package static func hides(_ value: String, at place: Place) -> Bool {
    if isOfSecret(place) { return true }
    guard let name = name(at: place), SecretName.saysSo(name) else { return false }
    return !Array(value.utf8)[...].isReference
  }

  private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

  /// Whether the place is in a Secret's data, or in what repeats it.
  private static func isOfSecret(_ place: Place) -> Bool {
    if place.keys.starts(with: ["metadata", "annotations"]), place.keys.last == lastApplied {
      return true
    }
    guard place.kind == "Secret", place.group.isEmpty else { return false }
    return ["data", "stringData"].contains(place.keys.first)
      || place.keys.starts(with: ["metadata", "annotations"])
  }

  /// The name that may say that the value is a secret.
  private static func name(at place: Place) -> String? {
    guard let last = place.keys.last else { return nil }
    let parent = place.keys.dropLast().last
    switch (parent, last) {
    case ("env", "value"), (_, "args"), (_, "command"): return place.name
    case ("annotations", _), ("stringData", _): return last
    case ("data", _), ("binaryData", _): return place.kind == "ConfigMap" ? last : nil
    default: return nil
    }
  }

  /// The text of a value with what is evidently secret in it hidden: private keys, passwords of URLs,
  /// tokens that their issuers mark, and what is given to a name that says so.
  package static func masked(
    _ value: String, with standIn: (String) -> String = { _ in mark }
  ) -> String {
    SecretText(value, readsAssignments: true).replacing(with: standIn)
  }

  /// A sentence with what is evidently secret in it hidden; `token: revoke it` stays.
  package static func masked(sentence: String) -> String {
    SecretText(sentence, readsAssignments: false).replacing { _ in mark }
  }

  /// What is evidently secret in a line of a file, or in a value.
  package static func evident(in text: String) -> [String] {
    SecretText(text, readsAssignments: true).secrets
  }

  /// A value that a name is given, as in `KEY=value`: the stand-in where the name says so.
  package static func shown(
    _ value: String, of name: String, with standIn: (String) -> String = { _ in mark }
  ) -> String {
    guard SecretName.saysSo(name), !Array(value.utf8)[...].isReference else {
      return masked(value, with: standIn)
    }
    return standIn(value)
  }
}
