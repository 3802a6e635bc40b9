package import Diagnostics
import Kustomize
import Values
import YAML

/// The variables of a substitution, each with the place that gives its value.
package struct SubstitutionVariables: Sendable {
  private var values: [String: Variable] = [:]
  /// The names of variables that are defined with values that nobody here can read.
  private var unknown: Set<String> = []
  /// Whether variables may be defined that nobody here knows of.
  package var mayHaveMore = false

  package init() {}

  /// Variables that no file gives.
  package init(_ values: [String: String]) {
    for (name, value) in values { self[name] = Variable(value) }
  }

  /// A value, and where it comes from.
  package struct Variable: Hashable, Sendable {
    /// What is put in.
    package var value: String
    /// The value in the file that gives it; nil where none does.
    ///
    /// For a value of a Secret, this is the Secret's name, so that nothing that quotes the place shows
    /// the value.
    package var location: Location?
    /// Whether no message may show the value.
    package var isSecret: Bool

    package init(_ value: String, at location: Location? = nil, isSecret: Bool = false) {
      self.value = value
      self.location = location
      self.isSecret = isSecret
    }
  }

  /// Whether there is no variable to put in, known or not.
  package var isEmpty: Bool { values.isEmpty && unknown.isEmpty && !mayHaveMore }

  /// In ascending order of their bytes.
  package var names: [String] {
    values.keys.sorted { $0.precedesByBytes($1) }
  }

  /// A variable by its name; nil where nobody defines it.
  package subscript(name: String) -> Variable? {
    get { values[name] }
    set {
      values[name] = newValue
      unknown.remove(name)
    }
  }

  /// Notes that a variable has a value that nobody here can read.
  package mutating func setUnknown(_ name: String) {
    values[name] = nil
    unknown.insert(name)
  }

  /// Whether a variable has, or may have, a value that nobody here can read.
  ///
  /// An expression that asks for it stays as it is.
  package func isUnknown(_ name: String) -> Bool {
    values[name] == nil && (mayHaveMore || unknown.contains(name))
  }

  /// The first name that Flux does not take: one that is no ASCII word, or begins with a digit.
  package var invalidName: String? { names.first { !Self.isValid($0) } }

  private static func isValid(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F
    }
  }

  /// The variables as the controller takes them: without line feeds.
  package var withoutLineFeeds: SubstitutionVariables {
    var result = self
    for (name, variable) in values where variable.value.utf8.contains(0x0A) {
      result.values[name]?.value.unicodeScalars.removeAll { $0 == "\n" }
    }
    return result
  }
}

extension SubstitutionVariables {
  /// Where expressions are left in an object because nobody here knows their variables.
  ///
  /// - Parameter undefined: the variables that nobody defines anywhere.
  func placesOfUnknown(
    in node: Node, undefined: Set<String> = []
  ) -> [(place: Location, cause: UnknownValue)] {
    switch node.content {
    case .scalar(let scalar):
      guard let place = node.origin.location, scalar.text.contains("${"),
        let template = try? SubstitutionTemplate(Array(scalar.text.utf8)),
        template.names.contains(where: isUnknown)
      else { return [] }
      let isUndefined = template.names.contains(where: undefined.contains)
      return [(place, isUndefined ? .undefined : .clusterOnly)]
    case .sequence(let elements):
      return elements.flatMap { placesOfUnknown(in: $0, undefined: undefined) }
    case .mapping(let mapping):
      return mapping.entries.flatMap { placesOfUnknown(in: $0.value, undefined: undefined) }
    }
  }
}
