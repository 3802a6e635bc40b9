import APIServer
import Diagnostics
import Kubernetes
import YAML

/// What a server that has one release of a kind's project would say of an object.
struct CataloguedVerdict {
  /// The kind, and the release that it is known from.
  let kind: CataloguedKind
  /// The fields that the release does not have.
  let unknownFields: [DecodingFault]
  /// The verdict on the object without these fields.
  let verdict: ServerVerdict

  /// The verdict as findings at the sources of the object, each with the release that it is of.
  ///
  /// What another release may take is a warning: fields and values that this one does not know. A
  /// value of another type, a field that is missing and an element that stands twice are errors.
  func diagnostics(of object: KubernetesObject) -> [Diagnostic] {
    let note = Label(
      "judged as \(kind.source) defines \(object.kind), for want of a CustomResourceDefinition")
    return mild.diagnostics(of: object).map { finding in
      var finding = finding
      finding.severity = .warning
      finding.related.append(note)
      return finding
    }
      + firm.diagnostics(of: object).map { finding in
        var finding = finding
        if !Self.isOfMetadata(finding.field ?? "") { finding.related.append(note) }
        return finding
      }
  }

  /// What another release may take.
  private var mild: ServerVerdict {
    var mild = verdict
    mild.faults = unknownFields
    mild.causes = verdict.causes.filter(mayDifferByRelease)
    mild.refusal = nil
    return mild
  }

  /// What every release would say.
  var firm: ServerVerdict {
    var firm = verdict
    firm.causes.removeAll(where: mayDifferByRelease)
    firm.warnings = []
    return firm
  }

  /// What another release may take, in sentences that name the release.
  var sentences: [String] {
    let causes = mild.causes.map { "\($0.field): \($0.message)" }
    return (mild.faults.map(\.message) + causes).map { "\($0) (as \(kind.source) has it)" }
      + mild.warnings.map(\.message)
  }

  private func mayDifferByRelease(_ cause: Cause) -> Bool {
    guard !Self.isOfMetadata(cause.field) else { return false }
    switch cause.reason {
    case .invalid, .notSupported, .tooLong, .tooMany: return true
    case .required:
      // A field that is not known here may be what another release calls the one that is missing.
      let parent = cause.field.lastIndex(of: ".").map { cause.field[..<$0] } ?? ""
      return unknownFields.contains { $0.path.parent.description == parent }
    default: return false
    }
  }

  /// Every object has the same metadata, whatever the release of its kind.
  private static func isOfMetadata(_ field: String) -> Bool {
    field == "metadata" || field.hasPrefix("metadata.")
  }
}
