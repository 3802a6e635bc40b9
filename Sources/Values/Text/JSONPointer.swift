/// A place in a value, as RFC 6901 writes it.
///
/// As in the library with which Kubernetes and Kustomize apply patches, whatever stands before the
/// first slash is passed over.
package struct JSONPointer: Hashable, Sendable, ExpressibleByStringLiteral {
  /// As it is written.
  package let text: String
  /// The keys and indices on the way; none where the text has no slash.
  package let steps: [String]

  package init(_ text: String) {
    self.text = text
    steps = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
      .map { String($0).replacing("~1", with: "/").replacing("~0", with: "~") }
  }

  package init(stringLiteral text: String) { self.init(text) }

  /// Whether the text begins with something that is passed over.
  package var hasStrayStart: Bool { !steps.isEmpty && !text.hasPrefix("/") }

  /// The place of an entry in the collection at this place.
  package func appending(_ step: String) -> JSONPointer {
    JSONPointer("\(text)/\(Self.escaped(step))")
  }

  /// A key as a step has it (RFC 6901 §3).
  package static func escaped(_ step: String) -> String {
    step.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}
