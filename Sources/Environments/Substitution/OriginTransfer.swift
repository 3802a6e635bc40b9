import Diagnostics
import Kubernetes
import YAML

/// Gives the values of a substituted object their origins, from the object before.
struct OriginTransfer {
  private let variables: SubstitutionVariables

  init(_ variables: SubstitutionVariables) { self.variables = variables }

  /// Walks through both trees, which are of one shape wherever no value brought another one.
  func transfer(from old: Node, to new: inout Node) {
    switch (old.content, new.content) {
    case (.sequence(let elements), .sequence(let results)) where elements.count == results.count:
      new.origin = old.origin
      _ = new.updateElements { results in
        for index in results.indices { transfer(from: elements[index], to: &results[index]) }
      }
    case (.mapping(let mapping), .mapping(let results)) where mapping.count == results.count:
      new.origin = old.origin
      let pairs = zip(mapping.inWrittenOrder, results.entries)
      new.content = .mapping(
        Mapping(
          entries: pairs.map { old, result in
            var result = result
            transfer(from: old.key, to: &result.key)
            transfer(from: old.value, to: &result.value)
            return result
          }))
    case (.scalar(let scalar), .scalar(let result)) where scalar.isRead(as: result): new = old
    default:
      let origin = origin(replacing: old)
      new.updateAll { $0.origin = origin }
    }
  }

  /// The origin of what a value became: the place of the variable's value; of several, all, with the
  /// first in front; and behind them the place that uses them.
  ///
  /// A default has the place where it is written.
  private func origin(replacing old: Node) -> Origin {
    guard let scalar = old.scalar, let template = try? SubstitutionTemplate(Array(scalar.text.utf8))
    else { return old.origin }
    let used = template.names.compactMap { variables[$0] }
    let places = used.filter { $0.location != nil }
    var origin = Origin(
      old.location(ofExpression: 0), by: old.origin.setter, replacing: old.origin.replaced)
    var replaced = Origin.Replaced(origin: origin, value: scalar)
    guard let first = places.first else {
      return Origin(origin.location, by: .substitution, replacing: replaced)
    }
    for other in places.dropFirst().reversed() {
      origin = Origin(other.location, by: .substitution, replacing: replaced)
      replaced = Origin.Replaced(origin: origin, value: other.scalar)
    }
    return Origin(first.location, by: .substitution, replacing: replaced)
  }
}

extension SubstitutionVariables.Variable {
  /// The value for those who show what a value replaced.
  fileprivate var scalar: Scalar? { isSecret ? nil : Scalar(string: value) }
}

extension Scalar {
  /// Whether the text is read again as the same value.
  fileprivate func isRead(as other: Scalar) -> Bool {
    let read = readAsJSON ?? self
    return read.text == other.text && read.type == other.type
  }
}
