import Display
package import Git

/// What a rollback took back, and no promotion moves until somebody says that it may.
package struct Hold: Hashable, Sendable {
  /// What is held.
  package let subject: Subject
  /// The clusters that were rolled back alone; none for all.
  package let clusters: [String]
  /// The rollback.
  package let commit: ObjectID
  /// Who made it.
  package let author: String
  /// Why, where its message says so.
  package let reason: String?

  /// What a hold is on.
  package enum Subject: Hashable, Sendable {
    /// A field of one of the environment's files, as trailers name it, and all in it.
    case field(String)
    /// All of an app.
    case app(String)

    var isApp: Bool { if case .app = self { true } else { false } }
  }

  /// Whether a field is held, is part of what is held, or has a part that is.
  func covers(_ planned: PlannedField) -> Bool {
    switch subject {
    case .app(let app):
      return planned.apps.contains(app) && ReachedClusters(clusters).meet(planned.clusters)
    case .field(let name):
      let whole = PromotionTrailer.name(
        of: PromotedField(document: .file, steps: []), in: planned.file)
      if name == whole { return true }
      if planned.field.document == .file {
        return name.hasPrefix(PromotionTrailer.prefix(of: planned.file))
      }
      let own = PromotionTrailer.name(of: planned.field, in: planned.file)
      return Self.isPart(own, of: name) || Self.isPart(name, of: own)
    }
  }

  private static func isPart(_ name: String, of whole: String) -> Bool {
    guard name.hasPrefix(whole) else { return false }
    return name.count == whole.count || ".[ ".contains(name.dropFirst(whole.count).prefix(1))
  }
}

extension Hold: CustomStringConvertible {
  /// Since when and why it is held: `held since the rollback 1a2b3c4 by Ada: it lost messages`.
  package var description: String {
    "held since the rollback \(commit.short) by \(author)" + (reason.map { ": \($0)" } ?? "")
  }
}
