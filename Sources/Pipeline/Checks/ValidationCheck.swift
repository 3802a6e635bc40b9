import Admission
import APIServer
import Diagnostics
import Kubernetes
import Promotion
import YAML

extension Check {
  /// Asks what the API server would say of each object: whether it can be read, and every rule that
  /// its kind has.
  static let validation = Check(name: "validation") { subject in
    let validator = Validator.evaluatingRules(definitions: subject.environment.objects)
    var outcome = CheckOutcome()
    for object in subject.environment.objects {
      guard validator.knows(object.gvk) else {
        outcome.uncheckedKinds[object.gvk.description, default: 0] += 1
        continue
      }
      let verdict = validator.verdict(on: object, replacing: subject.previous(object))
      outcome.diagnostics += verdict.diagnostics(of: object)
    }
    return outcome
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
      finding("api/invalid", .error, cause.message, cause.location, cause.field)
    }
    findings += warnings.map { finding("api/warning", .warning, $0.message, $0.location) }
    if let refusal { findings.append(finding("api/refused", .error, refusal, nil)) }
    return findings
  }
}
