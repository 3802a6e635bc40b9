import Kustomize
import Synchronization

/// The one reader of a tree, made when it is first asked for, and anew when other revisions stand beside
/// the tree.
final class SharedLoader: Sendable {
  private struct Known {
    var revisions: Set<String>
    var loader: Loader
  }

  private let known = Mutex<Known?>(nil)

  func loader(beside revisions: Set<String>, made make: () -> Loader) -> Loader {
    known.withLock { known in
      if let known, known.revisions == revisions { return known.loader }
      let made = Known(revisions: revisions, loader: make())
      known = made
      return made.loader
    }
  }
}
