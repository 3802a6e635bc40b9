import Logging

/// Reads variables and collects what is wrong with them, so that one start reports all of it.
struct EnvironmentReader {
  private let variables: [String: String]
  private(set) var problems: [String] = []

  init(_ variables: [String: String]) {
    self.variables = variables
  }

  func has(_ name: String) -> Bool { variables[name] != nil }

  mutating func integer(_ name: String, in range: ClosedRange<Int>, default standard: Int) -> Int {
    guard let text = variables[name] else { return standard }
    let isDecimal = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isDecimal, let value = Int(text), range.contains(value) else {
      problems.append(
        "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound), "
          + "not '\(text)'")
      return standard
    }
    return value
  }

  mutating func text(_ name: String, default standard: String) -> String {
    optionalText(name) ?? standard
  }

  mutating func requiredText(_ name: String) -> String {
    guard variables[name] != nil else {
      problems.append("\(name) is not set")
      return ""
    }
    return optionalText(name) ?? ""
  }

  mutating func optionalText(_ name: String) -> String? {
    guard let text = variables[name] else { return nil }
    if text.isEmpty { problems.append("\(name) must not be empty") }
    return text
  }

  /// A name of a directory below another one, which must not lead out of it.
  mutating func component(_ name: String, _ text: String?) -> String? {
    guard let text, !text.isEmpty else { return text }
    if text.contains("/") || text == "." || text == ".." {
      problems.append("\(name) must be one name without '/', not '\(text)'")
    }
    return text
  }

  mutating func choice<Value>(
    _ name: String, of choices: KeyValuePairs<String, Value>, default standard: Value
  ) -> Value {
    guard let text = variables[name] else { return standard }
    guard let value = choices.first(where: { $0.key == text })?.value else {
      let names = choices.map(\.key).joined(separator: ", ")
      problems.append("\(name) must be one of \(names), not '\(text)'")
      return standard
    }
    return value
  }

  mutating func refuse(_ problem: String) { problems.append(problem) }

  mutating func secret(_ name: String) -> Secret? { optionalText(name).map(Secret.init) }

  static let logLevels: KeyValuePairs<String, Logger.Level> = [
    "TRACE": .trace, "DEBUG": .debug, "INFO": .info, "WARNING": .warning, "ERROR": .error,
  ]
}

/// A value that never appears in what is printed.
package struct Secret: Sendable, Equatable, CustomStringConvertible {
  /// The value itself, for whoever must use it.
  package let value: String
  package init(_ value: String) { self.value = value }
  package var description: String { "•••" }
}

/// Why the environment cannot configure the service: one sentence a variable.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sentence for each variable that is wrong, with its name.
  package let problems: [String]

  package init(problems: [String]) { self.problems = problems }

  package var description: String { problems.joined(separator: "\n") }
}
