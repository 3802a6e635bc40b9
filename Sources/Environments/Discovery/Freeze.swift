package import Diagnostics
package import Values

/// A time in which nothing is promoted: `freeze` of `pipeline.yaml`.
package struct Freeze: Hashable, Sendable {
  /// The names of the environments that nothing is promoted to; none for all.
  package var environments: [String]
  /// The first moment; nil for one that has begun.
  package var from: Timestamp?
  /// The first moment after it; nil for one without an end.
  package var to: Timestamp?
  /// Why.
  package var reason: String
  /// Where it is written.
  package var location: Location?

  /// Whether nothing is promoted to an environment at a moment.
  package func holds(for environment: String, at moment: Timestamp) -> Bool {
    (environments.isEmpty || environments.contains(environment))
      && from.map { $0 <= moment } ?? true && to.map { moment < $0 } ?? true
  }

  /// Reads a moment as people write it: a date, with or without a time, which may lack its seconds.
  package static func moment(_ text: String) -> Timestamp? {
    if let moment = Timestamp(text) { return moment }
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    if parts.count == 1 { return Timestamp("\(text)T00:00:00Z") }
    guard parts.count == 2, let zone = parts[1].firstIndex(where: { "Z+-".contains($0) }) else {
      return nil
    }
    return Timestamp("\(parts[0])T\(parts[1][..<zone]):00\(parts[1][zone...])")
  }
}
