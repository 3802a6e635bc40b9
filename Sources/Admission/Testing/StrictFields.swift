import Diagnostics
import YAML

/// Reads the fields of one mapping of a test file and notes what is wrong, each at its place.
struct StrictFields {
  let node: Node
  private let log: FindingLog

  /// Reports every field that is none of `known`.
  init(_ node: Node, what: String, known: [String], log: FindingLog) {
    self.node = node
    self.log = log
    guard let mapping = node.mapping else {
      log.add("\(what) must be a mapping, not of type \(node.kindName)", at: node)
      return
    }
    for entry in mapping.entries where !known.contains(entry.name) {
      let nearest = Spelling.nearest(to: entry.name, among: known)
      log.add(
        "\(what) has no field '\(entry.name)'", at: entry.key,
        help: nearest.map { "write '\($0)'" } ?? "the fields are \(known.joined(separator: ", "))")
    }
  }

  /// The field's value; nil when it is absent or null.
  func value(_ name: String) -> Node? {
    guard let value = node[name], !value.isNull else { return nil }
    return value
  }

  func string(_ name: String) -> String? {
    guard let value = value(name) else { return nil }
    if let text = value.string { return text }
    log.add("'\(name)' must be a string, not of type \(value.kindName)", at: value)
    return nil
  }

  func requiredString(_ name: String) -> String? {
    if value(name) == nil { log.add("'\(name)' is missing", at: node) }
    return string(name)
  }

  func strings(_ name: String) -> [String] {
    elements(name).compactMap { element in
      if let text = element.string { return text }
      log.add("'\(name)' must be a list of strings, not of type \(element.kindName)", at: element)
      return nil
    }
  }

  func elements(_ name: String) -> [Node] {
    guard let value = value(name) else { return [] }
    if let elements = value.elements { return elements }
    log.add("'\(name)' must be a list, not of type \(value.kindName)", at: value)
    return []
  }

  func entries(_ name: String) -> [Mapping.Entry] {
    guard let value = value(name) else { return [] }
    if let mapping = value.mapping { return mapping.entries }
    log.add("'\(name)' must be a mapping, not of type \(value.kindName)", at: value)
    return []
  }

  /// A mapping of strings; nil when it is absent.
  func stringMap(_ name: String) -> [String: String]? {
    guard value(name) != nil else { return nil }
    var result: [String: String] = [:]
    for entry in entries(name) {
      if let text = entry.value.string {
        result[entry.name] = text
      } else {
        log.add(
          "'\(entry.name)' must be a string, not of type \(entry.value.kindName)", at: entry.value)
      }
    }
    return result
  }

  /// A value of a closed set.
  func choice<Choice: RawRepresentable>(_ name: String, of choices: [Choice]) -> Choice?
  where Choice.RawValue == String {
    guard let text = string(name), let value = value(name) else { return nil }
    if let choice = choices.first(where: { $0.rawValue == text }) { return choice }
    let names = choices.map(\.rawValue)
    log.add("'\(name)' is one of \(names.joined(separator: ", ")), not '\(text)'", at: value)
    return nil
  }
}

/// The findings about one file, in the order in which they are made.
final class FindingLog {
  private(set) var findings: [Diagnostic] = []
  private let rule: RuleID

  init(rule: RuleID) { self.rule = rule }

  func add(_ message: String, at node: Node, help: String? = nil) {
    findings.append(
      Diagnostic(
        rule: rule, severity: .error, message: message, primary: node.origin.location, help: help))
  }

  func add(_ diagnostics: [Diagnostic]) { findings += diagnostics }
}
