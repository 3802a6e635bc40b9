import Kubernetes
import YAML

extension CustomResourceDefinition {
  /// What the server says of a deprecated version that says nothing itself: the best version that
  /// is newer, where there is one.
  func deprecation(of version: Version) -> String {
    let newer = versions.filter { other in
      other.isServed && other.node["deprecated"]?.scalar?.boolean != true
        && APIVersionOrder(version.name) < APIVersionOrder(other.name)
    }
    let text = "\(group)/\(version.name) \(kind) is deprecated"
    guard let best = newer.max(by: { APIVersionOrder($0.name) < APIVersionOrder($1.name) }) else {
      return text
    }
    return "\(text); use \(group)/\(best.name) \(kind)"
  }
}

/// How versions of an API follow each other: `v1alpha1`, `v1beta2`, `v1`, `v2`; others come first.
private struct APIVersionOrder: Comparable {
  private let key: (stage: Int, major: Int, minor: Int)
  private let name: String

  init(_ name: String) {
    self.name = name
    key = Self.key(of: name) ?? (0, 0, 0)
  }

  private static func key(of name: String) -> (Int, Int, Int)? {
    guard name.first == "v" else { return nil }
    let digits = name.dropFirst().prefix(while: \.isWholeNumber)
    guard let major = Int(digits), digits.first != "0" else { return nil }
    let rest = name.dropFirst(1 + digits.count)
    if rest.isEmpty { return (3, major, 0) }
    for (stage, word) in [(2, "beta"), (1, "alpha")] where rest.hasPrefix(word) {
      guard let minor = Int(rest.dropFirst(word.count)) else { return nil }
      return (stage, major, minor)
    }
    return nil
  }

  static func < (left: Self, right: Self) -> Bool {
    if left.key != right.key { return left.key < right.key }
    // Of two that are no versions, the one that comes first in the alphabet is the better.
    return left.key.stage == 0 && left.name > right.name
  }

  static func == (left: Self, right: Self) -> Bool {
    left.key == right.key && left.name == right.name
  }
}
