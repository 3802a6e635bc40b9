package import Diagnostics

/// A secret in a file.
package struct FoundSecret: Sendable {
  /// What kind of secret it is.
  package let rule: SecretRule
  /// The secret itself, which nothing may print.
  package let value: HiddenText
  /// Where it stands; of one that is encoded, where the encoded text does.
  package let location: Location
  /// The object that would hold it, as far as the file says.
  package let object: String?
  /// The field that holds it.
  package let field: String?
  /// What is to be said of it besides.
  let remark: String?
  /// Where the public half of it stands, if it has one here: the id of an access key.
  let companion: Location?

  /// The secret as a finding, with the mark of a hidden value in its sentence.
  package var diagnostic: Diagnostic {
    let isUnsure = remark != nil
    var finding = Diagnostic(
      rule: rule.id, severity: isUnsure ? min(rule.severity, .warning) : rule.severity,
      message: "\(rule.noun) stands here in plain text: \(HiddenText.mark)", primary: location,
      help: rule.manual.instead, object: object, field: field, hidesSource: true)
    finding.hidden = value
    if let remark { finding.related.append(Label(remark)) }
    if let companion { finding.related.append(Label("its id stands here", at: companion)) }
    return finding
  }
}
