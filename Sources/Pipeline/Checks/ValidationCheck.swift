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
  /// What the server says of the object; one whose kind has no schema, or only a catalogued one, or
  /// whose values are encrypted, is counted.
  ///
  /// - Parameter refusesUnknownKinds: whether an object without a schema is an error as well.
  func validation(refusingUnknownKinds refusesUnknownKinds: Bool) -> CheckOutcome {
    if object.isEncrypted {
      var outcome = CheckOutcome()
      outcome.coverage.add(
        Omission(
          .object, because: "encrypted by SOPS, whose values are not read",
          [object.identity.description]))
      return outcome
    }
    var outcome = CheckOutcome()
    // Most objects have nothing to say that names it.
    var kind: String { object.gvk.description }
    if let verdict, let catalogued {
      let catalogued = CataloguedVerdict(
        kind: catalogued, unknownFields: unknownFields.faults, verdict: verdict)
      outcome.diagnostics = naming(catalogued.diagnostics(of: object))
      outcome.coverage.cataloguedKinds[.init(kind: kind, source: catalogued.kind.source)] = 1
    } else if let verdict {
      outcome.diagnostics = naming(verdict.diagnostics(of: object)).filter {
        !object.isConsequence($0)
      }
    } else if let catalogued {
      outcome.coverage.knownVersions[kind] = catalogued.versions
    }
    if verdict?.isWithoutSchema ?? true {
      outcome.coverage.uncheckedKinds[kind] = 1
      if refusesUnknownKinds { outcome.diagnostics.insert(.unknownKind(of: object), at: 0) }
    }
    if !outcome.diagnostics.isEmpty {
      outcome.diagnostics = outcome.diagnostics.withoutSecrets(of: states)
    }
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

extension KubernetesObject {
  /// Whether a finding only follows from another one: the server does not find a volume that is there
  /// and has a fault of its own.
  fileprivate func isConsequence(_ finding: Diagnostic) -> Bool {
    guard finding.aspect == Cause.Reason.notFound.rawValue, let field = finding.field,
      field.contains(".volumeMounts["), field.hasSuffix(".name")
    else { return false }
    return Workload(self)?.template?.volumes.contains { volume in
      volume["name"]?.text.map { finding.message.hasSuffix("\"\($0)\"") } ?? false
    } ?? false
  }

  /// Lets a finding on a field that was removed point at the removal, and one on a value that was
  /// copied name the entry that did it.
  ///
  /// - Parameter place: where the server found the field to come from, or its nearest parent.
  fileprivate func point(_ finding: inout Diagnostic, at field: String, foundAt place: Location?) {
    let query = FieldQuery(text: field)
    let path: FieldPath
    do throws(FieldQuery.Miss) { path = try query.path(in: removed.restored(in: root)) } catch {
      path = error.parent
    }
    if let removal = removal(of: path, foundAt: place) {
      finding.primary = removal.location ?? finding.primary
      finding.related += removal.notes(isRemoval: true)
    } else if let node = root[path] {
      finding.related += node.origin.notes()
    }
  }
}

extension ServerVerdict {
  /// The verdict as findings at the sources of the object.
  func diagnostics(of object: KubernetesObject) -> [Diagnostic] {
    // Most objects have no finding that names them.
    lazy var name = object.identity.description
    let place = object.location ?? object.metadata?["name"]?.origin.location
    func finding(
      _ rule: RuleID, _ severity: Severity, _ message: String, _ location: Location?,
      _ field: String? = nil
    ) -> Diagnostic {
      Diagnostic(
        rule: rule, severity: severity, message: message, primary: location ?? place,
        object: name, field: field)
    }
    var findings: [Diagnostic]
    let mayMend = hasFewFindings(in: object)
    // A policy is told of as where policies are loaded: a finding for each thing that is wrong.
    if let told = refusals(ofPolicy: object) {
      findings = told
    } else {
      findings = faults.map { fault in
        var result = finding("api/decoding", .error, fault.message, fault.location)
        result.field = fault.path.description
        result.help =
          fault.comesWith.map { "the field comes with v\($0)" }
          ?? fault.suggestion.map { "did you mean \($0)?" }
        result.fix = mayMend ? fault.fix(in: object) : nil
        return result
      }
      findings += causes.map { cause in
        var result = finding("api/invalid", .error, cause.headline, cause.location, cause.field)
        result.aspect = cause.reason.rawValue
        result.fix = mayMend ? cause.fix(in: object) : nil
        object.point(&result, at: cause.field, foundAt: cause.location)
        return result
      }
    }
    findings += warnings.map { warning in
      var result = finding("api/warning", .warning, warning.message, warning.location)
      result.fix = mayMend ? warning.fix(in: object) : nil
      return result
    }
    if let refusal {
      var result = finding("api/refused", .error, refusal, nil)
      result.fix = meant.flatMap { object.fix(ofKind: $0) }
      findings.append(result)
    }
    return findings
  }

  /// Whether so little is said of an object that a fix is looked for each time: each reads the file anew,
  /// and of thousands nobody would.
  private func hasFewFindings(in object: KubernetesObject) -> Bool {
    let count = faults.count + causes.count + warnings.count
    return count <= 10 || count * (object.location?.file.bytes.count ?? 0) <= 2 << 20
  }
}
