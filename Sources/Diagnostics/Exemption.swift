/// Why a finding is allowed, and so counted and not reported.
package struct Exemption: Hashable, Sendable {
  /// The reason that somebody gave.
  package var reason: String
  /// Who answers for it.
  package var owner: String?
  /// Whether the text that allows it stands with what it is about, and not in a list.
  package var isInSource: Bool

  package init(reason: String, owner: String? = nil, isInSource: Bool) {
    self.reason = reason
    self.owner = owner
    self.isInSource = isInSource
  }
}
