package import Git

/// What is to be taken back of the promotions to an environment.
package struct RollbackRequest: Hashable, Sendable {
  /// How far back.
  package var extent = Extent.newest(1)
  /// The apps that go back; none for all.
  package var apps: [String] = []
  /// Why.
  package var reason: String?
  /// Whether promotions leave what goes back alone until somebody says that they need not.
  package var isHeld = true

  package init() {}

  /// Which promotions are taken back.
  package enum Extent: Hashable, Sendable {
    /// So many of the newest that are not taken back yet.
    case newest(Int)
    /// Every one after a revision, which may be a promotion itself.
    case since(String)

    /// Reads what people write: a number of up to three digits counts, anything else is a revision.
    package init(_ text: String) {
      let count = text.count <= 3 && text.allSatisfy(\.isASCII) ? Int(text) : nil
      self = count.map { .newest($0) } ?? .since(text)
    }
  }
}

/// What a rollback takes back, as its plan found it.
package struct Undoing: Sendable {
  /// The promotions, newest first.
  package let promotions: [Commit]
  /// What was asked for.
  package let request: RollbackRequest
}
