import Diagnostics
import YAML

/// Reads the `waves` of an environment: a list of lists of the names of clusters.
struct WaveDecoder {
  let log: FindingLog

  /// The waves in their order; none where there is no such field, or where the log has what is wrong with it.
  func waves(in fields: StrictMapping) -> [[SourcedText]] {
    guard let list = fields.list("waves") else { return [] }
    if list.isEmpty { report("waves must name clusters", fields.value("waves")) }
    var known: [String: Int] = [:]
    var waves: [[SourcedText]] = []
    for (index, node) in list.enumerated() {
      guard let elements = node.elements, !elements.isEmpty else {
        report("each of the waves must be a list of clusters, as [[eu-1], [eu-2, us-1]]", node)
        continue
      }
      waves.append(elements.compactMap { cluster($0, of: index + 1, &known) })
    }
    return waves
  }

  private func cluster(
    _ node: Node, of wave: Int, _ known: inout [String: Int]
  ) -> SourcedText? {
    guard let name = node.scalarText, !name.isEmpty else {
      report("each of the waves must be a list of clusters, as [[eu-1], [eu-2, us-1]]", node)
      return nil
    }
    if let earlier = known.updateValue(wave, forKey: name) {
      let place =
        earlier == wave ? "twice in wave \(wave)" : "in wave \(earlier) and in wave \(wave)"
      report("cluster \"\(name)\" is \(place)", node)
    }
    return SourcedText(name, node.origin)
  }

  private func report(_ message: String, _ node: Node?) {
    log.error(.configuration, message, at: node?.origin.location)
  }
}
