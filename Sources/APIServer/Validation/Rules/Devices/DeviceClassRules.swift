import Kubernetes
import Values
import YAML

/// Rules of resource.k8s.io/v1: DeviceClass, and what classes and claims share.
extension Validation {
  mutating func deviceClass(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    standardFinalizers(object)
    let spec = object.value("spec")
    let compile = expressions.compiler(.devices)
    at("spec") { v in
      v.deviceSelectors(spec, compile)
      v.eachUpTo(32, "config", of: spec) { v, config, _ in v.deviceConfiguration(config) }
      if let name = spec.optionalText("extendedResourceName"), !ResourceName.isExtended(name) {
        v.invalid(
          "extendedResourceName", value: ShownValue(name), "must be a valid extended resource name")
      }
    }
  }

  /// Visits the elements of a list that is not too long; of one that is, only that is told.
  mutating func eachUpTo(
    _ limit: Int, _ name: String, of fields: Fields,
    _ body: (inout Validation, Fields, Int) -> Void
  ) {
    let count = fields.list(name).count
    guard count <= limit else { return tooMany(.field(name), count: count, limit: limit) }
    each(name, of: fields, body)
  }

  /// What picks devices of a class or a request.
  mutating func deviceSelectors(_ fields: Fields, _ compile: ExpressionRules.Compiler) {
    eachUpTo(32, "selectors", of: fields) { v, selector, _ in
      guard let cel = selector.object("cel") else { return v.required("cel") }
      v.at("cel") { v in
        let expression = cel.text("expression")
        if expression.utf8.count > 10 << 10 {
          v.tooLong("expression", limit: 10 << 10)
        } else {
          v.deviceExpression(cel, compile)
        }
      }
    }
  }

  private mutating func deviceExpression(_ cel: Fields, _ compile: ExpressionRules.Compiler) {
    let text = cel.text("expression")
    guard let complaint = compile(text, .deviceSelector) else { return }
    if complaint.isAboutCost {
      forbidden("expression", because: complaint.message)
    } else {
      invalid("expression", value: ShownValue(text), complaint.message)
    }
  }

  /// Parameters that a driver alone understands.
  mutating func deviceConfiguration(_ config: Fields) {
    guard let opaque = config.object("opaque") else { return required("opaque") }
    at("opaque") { v in
      v.driverName(opaque.text("driver"), at: "driver")
      guard let parameters = opaque["parameters"], !parameters.isNull else {
        return v.required("parameters")
      }
      if parameters.json.utf8.count > 10 << 10 {
        v.tooLong("parameters", limit: 10 << 10)
      } else if parameters.mapping == nil {
        v.report(
          .invalid, ["parameters"],
          "Invalid value: \"<value omitted>\": must be a valid JSON object")
      }
    }
  }
}

extension ExpressionRules.Scope {
  /// What selectors of devices may refer to: the device alone.
  fileprivate static let devices = Self(hasParams: false, hasVariables: false)
}
