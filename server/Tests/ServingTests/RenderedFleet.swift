import Foundation
import Testing

/// What the repository renders for an environment of the fleet.
///
/// Reads the form that rendering writes, not YAML in general.
struct RenderedFleet {
  private var documents: [[Substring]] = []

  init(_ environment: String) throws {
    let top = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }
    let text = try String(
      contentsOfFile: "\(top)/Tests/Corpus/fleet/\(environment).yaml", encoding: .utf8)
    documents = text.split(separator: "\n---\n").map { $0.split(separator: "\n") }
  }

  /// The variables of the workload's container that is one of the services here.
  func variables(of workload: String) throws -> [String: String] {
    let lines = try #require(document("Deployment", workload))
    let isOurs = lines.contains { $0.contains("/inference-") }
    try #require(isOurs, "\(workload) does not run one of the services")
    var variables: [String: String] = [:]
    for (index, line) in lines.enumerated() where line.hasSuffix("configMapRef:") {
      let name = value(lines[index + 1])
      variables.merge(try data(of: name)) { _, new in new }
    }
    guard let start = lines.firstIndex(where: { $0 == "        env:" || $0 == "      - env:" })
    else { return variables }
    var index = start + 1
    while index < lines.count, lines[index].hasPrefix("        - name: ") {
      let name = value(lines[index])
      var details: [Substring] = []
      index += 1
      while index < lines.count, lines[index].hasPrefix("          ") {
        details.append(lines[index])
        index += 1
      }
      variables[name] = try value(of: details)
    }
    return variables
  }

  private func value(of details: [Substring]) throws -> String {
    guard details[0].hasSuffix("valueFrom:") else { return value(details[0]) }
    guard details[1].hasSuffix("configMapKeyRef:") else { return "from-elsewhere" }
    let key = try #require(details.first { $0.contains(" key: ") })
    let map = try #require(details.first { $0.contains(" name: ") })
    return try #require(try data(of: value(map))[value(key)])
  }

  private func data(of name: String) throws -> [String: String] {
    let lines = try #require(document("ConfigMap", name))
    let start = try #require(lines.firstIndex(of: "data:"))
    var data: [String: String] = [:]
    for line in lines[(start + 1)...] {
      guard line.hasPrefix("  "), let colon = line.firstIndex(of: ":") else { break }
      data[String(line[..<colon].dropFirst(2))] = value(line)
    }
    return data
  }

  /// The lines of each object of a kind.
  func documents(_ kind: String) -> [[Substring]] {
    documents.filter { $0.contains("kind: \(kind)") }
  }

  private func document(_ kind: String, _ name: String) -> [Substring]? {
    documents(kind).first { $0.contains("  name: \(name)") }
  }

  /// What stands behind the colon, without quotes.
  private func value(_ line: Substring) -> String {
    let text = line.split(separator: ": ", maxSplits: 1).last ?? ""
    return String(text.trimmingPrefix("\"").reversed().trimmingPrefix("\"").reversed())
  }
}
