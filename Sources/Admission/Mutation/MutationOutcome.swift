package import APIServer
package import Diagnostics

/// What the mutating policies make of one request.
package struct MutationOutcome: Sendable {
  /// The object as they leave it.
  package internal(set) var submission: Submission
  /// The policies that failed, in the order in which the server would come upon it.
  package internal(set) var failures: [Failure] = []
  /// What cannot be known here.
  package internal(set) var undecided: [Undecided] = []
  /// Each policy with each binding that was for the request, whatever came of it.
  package internal(set) var matches: [Verdict.Match] = []
  /// Why the server cannot go on with the request, whatever failure policies say.
  package internal(set) var refusal: Verdict.Status?
  /// Whether the server, which asks policies in no order, may come to another object.
  package internal(set) var dependsOnOrder = false
  /// The policies that changed the object, with the expressions that did, in their order.
  package internal(set) var changes: [Change] = []

  /// A change that a policy made.
  package struct Change: Sendable {
    /// The policy's name.
    package var policy: String
    /// The expression of the mutation.
    package var expression: PolicyExpression
  }

  package init(_ submission: Submission) { self.submission = submission }

  /// Whether the request goes no further.
  package var isRefused: Bool {
    refusal != nil || !failures.isEmpty || undecided.contains { $0.actions.contains(.deny) }
  }

  /// The policy whose expression a place lies in that changed the object; nil for any other place.
  package func policy(at location: Location) -> String? {
    changes.first { change in
      guard let place = change.expression.location else { return false }
      return place.file.path == location.file.path && place.range.contains(location.range)
    }?.policy
  }

  /// The note that a result would be another in another order; nil where it would not.
  package var orderNote: String? {
    guard dependsOnOrder else { return nil }
    var names: [String] = []
    for change in changes where !names.contains(change.policy) { names.append(change.policy) }
    return
      "what the mutating policies \(names.map { "'\($0)'" }.joined(separator: ", ")) make of it "
      + "depends on their order, which the API server does not define; they are asked by name here"
  }
}
