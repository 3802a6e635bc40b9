import Admission
import APIServer
import Diagnostics
import Kubernetes
import YAML

extension Check {
  /// Asks what the API server would say of each object: whether it can be read, and every rule that
  /// its kind has.
  static let validation = Check(name: "validation") { subject in
    let validation = subject.validation
    return subject.parts { object, before, outcome in
      validation.look(at: object, changedFrom: before, &outcome)
    }
  }
}

/// How objects are held against an API server's rules.
struct ObjectValidation: Sendable {
  /// What judges the objects, with the kinds that it knows.
  var validator: Validator
  /// Whether an object of another kind is an error; it is counted otherwise.
  var refusesUnknownKinds: Bool

  func look(
    at object: KubernetesObject, changedFrom before: KubernetesObject? = nil,
    _ outcome: inout CheckOutcome
  ) {
    guard validator.knows(object.gvk) else { return unknown(object, &outcome) }
    let verdict = validator.verdict(on: object, replacing: before)
    if verdict.isWithoutSchema { unknown(object, &outcome) }
    outcome.diagnostics += verdict.diagnostics(of: object)
  }

  private func unknown(_ object: KubernetesObject, _ outcome: inout CheckOutcome) {
    outcome.uncheckedKinds[object.gvk.description, default: 0] += 1
    if refusesUnknownKinds { outcome.diagnostics.append(.unknownKind(of: object)) }
  }
}

extension Diagnostic {
  /// That nothing is known of an object's kind.
  fileprivate static func unknownKind(of object: KubernetesObject) -> Diagnostic {
    Diagnostic(
      rule: "api/unknown-kind", severity: .error,
      message: "no schema is known for \(object.gvk)",
      primary: object.root["kind"]?.origin.location ?? object.location,
      help: "add the CustomResourceDefinition that defines it", object: object.identity.description)
  }
}

extension APIServer.Verdict {
  /// The verdict as findings at the sources of the object.
  func diagnostics(of object: KubernetesObject) -> [Diagnostic] {
    let name = object.identity.description
    let place = object.location ?? object.metadata?["name"]?.origin.location
    func finding(
      _ rule: RuleID, _ severity: Severity, _ message: String, _ location: Location?,
      _ field: String? = nil
    ) -> Diagnostic {
      Diagnostic(
        rule: rule, severity: severity, message: message, primary: location ?? place,
        object: name, field: field, hidesSource: object.kind == "Secret")
    }
    var findings = faults.map { fault in
      var result = finding("api/decoding", .error, fault.message, fault.location)
      result.field = fault.path.description
      result.help = fault.suggestion.map { "did you mean \($0)?" }
      return result
    }
    findings += causes.map { cause in
      var result = finding("api/invalid", .error, cause.message, cause.location, cause.field)
      result.aspect = cause.reason.rawValue
      return result
    }
    findings += warnings.map { finding("api/warning", .warning, $0.message, $0.location) }
    if let refusal { findings.append(finding("api/refused", .error, refusal, nil)) }
    return findings
  }
}
