import CEL
package import Display
package import Kubernetes
package import YAML

/// How the values in a trace may be shown.
package struct ValueSecrecy: Sendable {
  /// Whether the policy wishes that nothing it read is shown; what is true or false is, since that is
  /// the verdict.
  package var hidesValues: Bool
  /// What is known to be secret in the objects that were read.
  package var values: HiddenValues

  /// - Parameters:
  ///   - objects: what expressions could read.
  ///   - fields: the fields of them that policies wish to be hidden.
  package init(
    _ objects: [KubernetesObject] = [], hiding fields: [FieldPath] = [], hidesValues: Bool = false
  ) {
    self.hidesValues = hidesValues
    values = HiddenValues(
      objects.flatMap { ObjectSecrecy($0, hiding: fields).hiddenTexts })
  }

  /// The longest value that is shown in full.
  private static let limit = 160

  /// The value as an expression would write it, on one line.
  func shown(_ value: Value, limit: Int? = Self.limit) -> Shown {
    switch value {
    case .null, .bool, .type: break
    case .error(let error) where hidesValues: return "error: \(values.scrubbed(error.message))"
    case _ where hidesValues: return "\(Secrecy.mark)"
    default: break
    }
    let text = value.literal(showing: values.shown)
    return limit.map { Shown(text, limit: $0) } ?? Shown(text)
  }
}
