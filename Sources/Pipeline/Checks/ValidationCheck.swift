import Admission
import APIServer
import Diagnostics
import Kubernetes
import YAML

extension Check {
  /// Says what the API server would say of each object: whether it can be read, and every rule that
  /// its kind has.
  static let validation = Check { subject in
    subject.parts { object, outcome in
      outcome += object.validation(refusingUnknownKinds: subject.refusesUnknownKinds)
    }
  }
}

extension PreparedObject {
  /// What the server says of the object; one whose kind has no schema, or whose values are encrypted,
  /// is counted.
  ///
  /// - Parameter refusesUnknownKinds: whether such an object is an error as well.
  func validation(refusingUnknownKinds refusesUnknownKinds: Bool) -> CheckOutcome {
    if object.isEncrypted {
      var outcome = CheckOutcome()
      outcome.coverage.add(
        Omission(
          .object, because: "encrypted by SOPS, whose values are not read",
          [object.identity.description]))
      return outcome
    }
    var outcome = CheckOutcome(diagnostics: naming(verdict?.diagnostics(of: object) ?? []))
    if verdict?.isWithoutSchema ?? true {
      outcome.coverage.uncheckedKinds[object.gvk.description] = 1
      if refusesUnknownKinds { outcome.diagnostics.insert(.unknownKind(of: object), at: 0) }
    }
    outcome.diagnostics = outcome.diagnostics.withoutSecrets(of: states)
    return outcome
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

extension ServerVerdict {
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
        object: name, field: field)
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
