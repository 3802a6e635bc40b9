package import Environments
package import Git

/// The change that is judged: what stood before, and what is there now.
package struct History: Sendable {
  let repository: RepositoryLocation
  /// Oldest first.
  private(set) var spans: [Span]

  /// How far a change reaches.
  enum Span: Hashable, Sendable {
    /// Every commit that the second has in its history and the first has not.
    case commits(after: ObjectID, upTo: ObjectID)
    /// What the index holds over HEAD: the commit that is about to be made.
    case index
  }

  /// The commit that is about to be made.
  package static func index(of repository: RepositoryLocation) -> History {
    History(repository: repository, spans: [.index])
  }

  /// Every commit that the newer end of a range has in its history and the older one has not.
  package static func commits(of range: RevisionRange, in repository: RepositoryLocation) -> History
  {
    History(repository: repository, spans: [.commits(after: range.from, upTo: range.to)])
  }

  /// The same change with what the index holds over HEAD behind it.
  package func withIndex() -> History {
    var history = self
    history.spans.append(.index)
    return history
  }

  /// The change that one commit makes: all that its first parent did not have.
  ///
  /// Nil for a commit without parents, before which nothing stood.
  ///
  /// - Throws: ``PipelineError`` where the commit cannot be read.
  package static func change(
    of revision: String, in repository: Repository
  ) throws(PipelineError) -> History? {
    do throws(GitError) {
      let tip = try repository.resolve(revision)
      guard let parent = try repository.commit(tip).parents.first else { return nil }
      return History(
        repository: repository.location, spans: [.commits(after: parent, upTo: tip)])
    } catch {
      throw PipelineError(error.message, help: error.hint)
    }
  }

  /// All that a revision has beyond the newest commit that it shares with another one.
  ///
  /// - Throws: ``PipelineError`` where the two share none, or cannot be read.
  package static func since(
    _ name: String, upTo revision: String, in repository: Repository
  ) throws(PipelineError) -> (history: History, base: ObjectID) {
    let base: ObjectID?
    let tip: ObjectID
    do throws(GitError) {
      tip = try repository.resolve(revision)
      base = try repository.mergeBase(of: try repository.resolve(name), and: tip)
    } catch {
      throw PipelineError(error.message, help: error.hint)
    }
    guard let base else {
      throw PipelineError(
        "\(name) and \(revision) have no commit in common",
        help: "a shallow clone may lack it: fetch more of the history")
    }
    return (
      History(repository: repository.location, spans: [.commits(after: base, upTo: tip)]), base
    )
  }
}
