package import Values

/// What pods of an image do, which no file says: when they are ready, and how long they take to end.
package struct PodBehaviour: Hashable, Sendable {
  /// From a pod's creation until its Ready condition is true, nil for never; the first pod of the
  /// image takes the first, and the last holds for all that follow.
  package var readyAfter: [Duration?]
  /// From being ready until Ready turns false; nil where that does not happen.
  package var unreadyAfter: Duration?
  /// From then until Ready is true again, for good; nil where that does not happen.
  package var readyAgainAfter: Duration?
  /// From a pod's deletion until it is gone.
  package var termination: Duration

  /// Pods that are ready at once and end at once, but for what is given.
  package init(
    readyAfter: [Duration?] = [.zero], unreadyAfter: Duration? = nil,
    readyAgainAfter: Duration? = nil, termination: Duration = .zero
  ) {
    self.readyAfter = readyAfter
    self.unreadyAfter = unreadyAfter
    self.readyAgainAfter = readyAgainAfter
    self.termination = termination
  }

  /// When the pod that is created as number `index`, from 0, is ready.
  func readyAfter(_ index: Int) -> Duration? {
    readyAfter.isEmpty ? .zero : readyAfter[min(index, readyAfter.count - 1)]
  }
}
