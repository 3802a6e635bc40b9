package import Diagnostics
import YAML

/// Why variables cannot be put into an object: findings, each at the line that uses a variable or that
/// gives it its value.
package struct SubstitutionFailure: Error, Hashable, Sendable {
  /// At least one.
  package var diagnostics: [Diagnostic]
  /// The variables that nobody defines, where nothing else is wrong.
  var undefined: Set<String> = []

  init(_ diagnostic: Diagnostic) { self.init([diagnostic]) }
  init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}

extension RuleID {
  /// An expression that cannot be read, or whose result is no YAML.
  package static let substitution: RuleID = "flux/substitution"
  /// A variable that nobody defines and that has no default, in strict mode.
  package static let undefinedVariable: RuleID = "flux/undefined-variable"
}

extension SubstitutionFailure {
  static func invalidName(_ name: String, _ location: Location?) -> SubstitutionFailure {
    SubstitutionFailure(
      Diagnostic(
        rule: .substitution, severity: .error,
        message: "Flux takes no variable of the name \"\(name)\"", primary: location,
        help: "use letters, digits and _, and begin with no digit"))
  }

  init(_ errors: SubstitutionErrors, in written: WrittenObject) {
    var diagnostics: [Diagnostic] = []
    for error in errors.errors {
      let diagnostic = error.diagnostic(at: written.location(of: error.range.lowerBound))
      if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    }
    self.diagnostics = diagnostics
    let names = errors.errors.map(\.undefinedName)
    if !names.contains(nil) { undefined = Set(names.compactMap(\.self)) }
  }

  /// The failure of a text that is no YAML once the values are in it.
  init(
    _ error: SyntaxError, _ text: SubstitutedText, in written: WrittenObject,
    _ variables: SubstitutionVariables
  ) {
    self.init(
      at: error.location.range.lowerBound, "is no YAML: \(error.message)", text, in: written,
      variables)
  }

  /// The failure of a value that has no form in JSON.
  init(
    unreadable node: Node, _ text: SubstitutedText, in written: WrittenObject,
    _ variables: SubstitutionVariables
  ) {
    self.init(
      at: node.origin.location?.range.lowerBound ?? 0,
      "is read as \(node.isNull ? "a key that is null" : "a number that is not finite")", text,
      in: written, variables)
  }

  /// - Parameter offset: where the substituted text is wrong; the value that is to blame came in there
  ///   or before.
  private init(
    at offset: Int, _ fault: String, _ text: SubstitutedText, in written: WrittenObject,
    _ variables: SubstitutionVariables
  ) {
    let part = text.parts.last { $0.result.lowerBound <= offset } ?? text.parts.first
    let place = part.flatMap { written.place(of: $0.source.lowerBound) }
    let template = place?.node.scalar.flatMap { try? SubstitutionTemplate(Array($0.text.utf8)) }
    let used = (template?.names ?? []).compactMap { name in
      variables[name].map { (name: name, variable: $0) }
    }
    let isSecret = used.contains { $0.variable.isSecret }
    let values = used.map { "${\($0.name)}" }.joined(separator: ", ")
    let line = place.flatMap { $0.node.location(ofExpression: $0.expressions) }
    let labels = used.compactMap { use in
      use.variable.location.map { Label("the value of \(use.name) is given here", at: $0) }
    }
    self.init(
      Diagnostic(
        rule: .substitution, severity: .error,
        // A reader's message may quote what it reads.
        message: "with the value of \(values.isEmpty ? "its variables" : values), the object "
          + (isSecret ? "cannot be read" : fault),
        primary: line ?? written.definition, related: labels,
        help:
          "put the value in quotes that stay: give the variable a value with quotes in it, or use "
          + "it inside longer text"))
  }
}

extension SubstitutionError {
  /// The variable that nobody defines; nil where something else is wrong.
  fileprivate var undefinedName: String? {
    if case .undefined(let name) = reason { name } else { nil }
  }

  /// The error as a finding.
  package func diagnostic(at location: Location?) -> Diagnostic {
    switch reason {
    case .undefined(let name):
      Diagnostic(
        rule: .undefinedVariable, severity: .error,
        message: "the variable \(name) is not defined", primary: location,
        help: "define it in postBuild, or give it a default: ${\(name):=value}")
    case .malformed(let malformation):
      Diagnostic(
        rule: .substitution, severity: .error,
        message: "this expression cannot be substituted: \(malformation.rawValue)",
        primary: location,
        help: "write $${ for a ${ that is to stay, or mark the object with "
          + "\(ObjectSubstitution.mark): disabled")
    case .negativeLength, .tooLarge:
      Diagnostic(rule: .substitution, severity: .error, message: message, primary: location)
    }
  }
}
