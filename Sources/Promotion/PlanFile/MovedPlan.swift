import Diagnostics
import Display
import YAML

extension PromotionPlan {
  /// Requires that a plan upon a newer commit makes the very change of this one.
  ///
  /// - Throws: ``PromotionError/refused(_:)`` with each field that is otherwise.
  package func requireSame(_ newer: PromotionPlan) throws(PromotionError) {
    guard digest != newer.digest else { return }
    let before = promoted.filter { field in !newer.promoted.contains { $0.isSame(as: field) } }
    let after = newer.promoted.filter { field in !promoted.contains { $0.isSame(as: field) } }
    var findings = before.map { field in
      let now = newer.fields.first { $0.file == field.file && $0.field == field.field }
      let state = now.map { "is \($0.change.text) now" } ?? "is alike in both now"
      return Diagnostic.moved("\(field.field) was planned as \(field.change.text), and \(state)")
    }
    findings += after.filter { field in
      !before.contains { $0.file == field.file && $0.field == field.field }
    }.map { .moved("\($0.field) would move too: \($0.change.text)") }
    throw .refused(findings)
  }
}

extension PlannedField {
  /// Whether another plan does the same with the field.
  fileprivate func isSame(as other: PlannedField) -> Bool {
    file == other.file && field == other.field && target?.node.json == other.target?.node.json
      && value?.json == other.value?.json
  }
}

extension Diagnostic {
  fileprivate static func moved(_ message: String) -> Diagnostic {
    Diagnostic(
      rule: .promotionPlan, severity: .error, message: "since the plan was made, \(message)",
      help: "look at what changed, and plan it anew")
  }
}
