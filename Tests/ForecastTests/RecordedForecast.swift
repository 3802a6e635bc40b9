import Diagnostics
import Forecast
import TestKit
import YAML

/// A scenario with what the real controllers, or the real scheduler, did.
struct RecordedForecast {
  let id: String
  private let kind: String
  private let input: Node
  private let expected: Node

  /// The scenarios of a file.
  static func all(_ bytes: [UInt8]) throws -> [RecordedForecast] {
    try bytes.split(separator: UInt8(ascii: "\n")).map { line in
      let root = try SourceFile(path: "recorded", bytes: Array(line)).parsedJSON().root
      return RecordedForecast(
        id: root["id"]?.string ?? "", kind: root["kind"]?.string ?? "",
        input: root["in"] ?? .null(), expected: root["expect"] ?? .null())
    }
  }

  /// The first place where our answer is another; nil where it agrees.
  func difference() throws -> String? {
    var question = input
    question["kind"] = .string(kind)
    let line = ForecastQuery(question.answer)?.answer() ?? []
    let answer = try SourceFile(path: "answer", bytes: line).parsedJSON().root
    if let error = answer["error"]?.string { return error }
    for entry in expected.mapping?.entries ?? [] {
      switch entry.name {
      case "timelineWhole", "start": continue
      case "timeline":
        if let difference = TimelineDifference(expected, answer).first { return difference }
      default:
        guard let difference = entry.value.difference(from: answer[entry.name], at: entry.name)
        else { continue }
        return difference
      }
    }
    return nil
  }
}

/// Where a timeline differs from a recorded one.
private struct TimelineDifference {
  private let expected: Node
  private let answer: [Node]

  init(_ expected: Node, _ answer: Node) {
    self.expected = expected
    self.answer = answer["timeline"]?.elements ?? []
  }

  /// The pods, and the number of available ones.
  private static func pods(_ entry: Node?) -> Node? {
    guard let sets = entry?["sets"] else { return nil }
    var pods = Node(Mapping())
    pods["sets"] = sets
    pods["available"] = entry?["available"]
    return pods
  }

  private func changes(_ entries: [Node]) -> [Node] {
    var last = Self.pods(expected["start"])
    return entries.filter { entry in
      let pods = Self.pods(entry)
      defer { last = pods }
      switch (pods, last) {
      case (let pods?, let last?): return !pods.isEqual(to: last)
      default: return true
      }
    }
  }

  var first: String? {
    let entries = expected["timeline"]?.elements ?? []
    let wanted = changes(entries)
    var given = changes(answer)
    if expected["timelineWhole"]?.scalar?.boolean == false {
      given = Array(given.prefix(wanted.count))
    }
    for (index, entry) in wanted.enumerated() {
      guard index < given.count else { return "the change at \(time(entry)) is missing" }
      let reach = entry["within"]?.scalar?.number ?? RecordedForecast.tolerance
      guard abs(time(entry) - time(given[index])) <= reach else {
        return "the change at \(time(entry)) is at \(time(given[index]))"
      }
      if let pods = Self.pods(entry),
        let difference = pods.difference(from: Self.pods(given[index]), at: "at \(time(entry))")
      {
        return difference
      }
    }
    if given.count > wanted.count { return "there is a change at \(time(given[wanted.count]))" }
    for entry in entries {
      // What settles with a change is told with it, else the last entry up to then tells.
      let change = wanted.firstIndex { time($0) == time(entry) }
      let now =
        change.map { given[$0] }
        ?? answer.last { time($0) <= time(entry) + RecordedForecast.tolerance }
      guard let conditions = entry["conditions"],
        let difference = conditions.difference(
          from: now?["conditions"], at: "conditions at \(time(entry))")
      else { continue }
      return difference
    }
    return nil
  }

  private func time(_ entry: Node) -> Double { entry["t"]?.scalar?.number ?? -1 }
}

extension RecordedForecast {
  /// Seconds that two instants may lie apart.
  static let tolerance = 0.15
}

extension Node {
  /// The first place at which another value lacks what this one has; nil where there is none.
  ///
  /// What is compared whole (`sets`, `messages`, `nodes`, `status`) must have nothing more.
  fileprivate func difference(from other: Node?, at place: String) -> String? {
    let name = place.split(separator: ".").last ?? ""
    if ["t", "completedAt", "deadlineExceededAt"].contains(name) {
      let (wanted, given) = (scalar?.number, other?.scalar?.number)
      let isAlike =
        switch (wanted, given) {
        case (let wanted?, let given?): abs(wanted - given) <= RecordedForecast.tolerance
        default: wanted == nil && given == nil
        }
      return isAlike ? nil : "\(place): \(json), not \(other?.json ?? "nothing")"
    }
    if let mapping {
      for entry in mapping.entries {
        if entry.value.isNull, other?[entry.name] == nil { continue }
        let inner = entry.value.difference(from: other?[entry.name], at: "\(place).\(entry.name)")
        if let inner { return inner }
      }
      guard ["sets", "messages", "nodes", "status"].contains(name) else { return nil }
      let more = Set(other?.mapping?.names ?? []).subtracting(mapping.names)
      return more.isEmpty ? nil : "\(place): \(more.sorted()) too"
    }
    if let elements {
      guard let others = other?.elements, others.count == elements.count else {
        return "\(place): \(elements.count) elements, not \(other?.elements?.count ?? 0)"
      }
      for (index, pair) in zip(elements, others).enumerated() {
        if let inner = pair.0.difference(from: pair.1, at: "\(place)[\(index)]") { return inner }
      }
      return nil
    }
    let isAlike = other.map { isEqual(to: $0) } ?? false
    return isAlike ? nil : "\(place): \(json), not \(other?.json ?? "nothing")"
  }
}
