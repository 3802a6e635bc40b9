import Kubernetes
import Values
import YAML

/// Admission policies (admissionregistration.k8s.io/v1).
extension Validation {
  mutating func validatingAdmissionPolicy(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    let spec = object.value("spec")
    let compile = compiler(of: spec, hasVariables: !spec.isEmptyCollection("variables"))
    at("spec") { v in
      v.policyBasics(spec)
      v.matchConditions(spec, hasParams: spec.has("paramKind"))
      v.variables(spec, compile)
      let empty = "validations or auditAnnotations must contain at least one item"
      if spec.isEmptyCollection("validations"), spec.isEmptyCollection("auditAnnotations") {
        v.required("validations", because: empty)
        v.required("auditAnnotations", because: empty)
      }
      v.each("validations", of: spec) { v, validation, _ in v.validation(validation, compile) }
      v.auditAnnotations(spec, object.value("metadata").text("name"), compile)
    }
  }

  mutating func mutatingAdmissionPolicy(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    let spec = object.value("spec")
    // The server's compiler for mutations always declares `variables`.
    let compile = compiler(of: spec, hasVariables: true)
    at("spec") { v in
      v.policyBasics(spec)
      v.at("matchConstraints") { v in v.mutatingOperations(spec.value("matchConstraints")) }
      v.matchConditions(spec, hasParams: spec.has("paramKind"))
      v.variables(spec, compile)
      if spec.isEmptyCollection("mutations") {
        v.required("mutations", because: "mutations must contain at least one item")
      }
      v.each("mutations", of: spec) { v, mutation, _ in v.mutation(mutation, compile) }
      if spec.text("reinvocationPolicy").isEmpty {
        v.required("reinvocationPolicy")
      } else {
        v.optional(spec, "reinvocationPolicy", ["IfNeeded", "Never"])
      }
    }
  }

  private func compiler(of spec: Fields, hasVariables: Bool) -> ExpressionRules.Compiler {
    expressions.compiler(
      ExpressionRules.Scope(hasParams: spec.has("paramKind"), hasVariables: hasVariables))
  }

  private mutating func policyBasics(_ spec: Fields) {
    optional(spec, "failurePolicy", ["Fail", "Ignore"])
    within("paramKind", of: spec) { v, kind in v.paramKind(kind) }
    guard let constraints = spec.object("matchConstraints") else {
      return required("matchConstraints")
    }
    at("matchConstraints") { v in
      v.matchResources(constraints)
      if constraints.isEmptyCollection("resourceRules") { v.required("resourceRules") }
    }
  }

  private mutating func paramKind(_ kind: Fields) {
    let text = kind.text("apiVersion")
    let version = GroupVersionKind(apiVersion: text, kind: "")
    if text.isEmpty {
      required("apiVersion")
    } else if version.version.contains("/") {
      invalid("apiVersion", value: ShownValue(text), "unexpected GroupVersion string: \(text)")
    } else {
      let groupFaults =
        version.group.isEmpty ? [] : NameFormat.dns1123Subdomain.faults(version.group)
      if !groupFaults.isEmpty {
        invalid("apiVersion", value: ShownValue(version.group), groupFaults.joined(separator: ","))
      }
      let versionFaults = NameFormat.dns1035Label.faults(version.version)
      if version.version.isEmpty {
        invalid("apiVersion", value: ShownValue(text), "version must be specified")
      } else if !versionFaults.isEmpty {
        invalid(
          "apiVersion", value: ShownValue(version.version), versionFaults.joined(separator: ","))
      }
    }
    let name = kind.text("kind")
    let faults = NameFormat.dns1035Label.faults(name.lowercased())
    if name.isEmpty {
      required("kind")
    } else if !faults.isEmpty {
      invalid(
        "kind", value: ShownValue(name),
        "may have mixed case, but should otherwise match: " + faults.joined(separator: ","))
    }
  }

  // MARK: Parts with expressions

  private mutating func variables(_ spec: Fields, _ compile: ExpressionRules.Compiler) {
    each("variables", of: spec) { v, variable, _ in
      let name = variable.text("name")
      if name.isBlank {
        v.required("name", because: "name is not specified")
      } else if !CELIdentifier.matches(name) {
        v.invalid("name", value: ShownValue(name), "must be a valid CEL identifier")
      }
      v.expression(
        "expression", of: variable, for: .variable(name), missing: "expression is not specified",
        compile)
    }
  }

  private mutating func validation(_ validation: Fields, _ compile: ExpressionRules.Compiler) {
    expression(
      "expression", of: validation, for: .validation, missing: "expression is not specified",
      compile)
    let messageExpression = validation.text("messageExpression")
    if !messageExpression.isEmpty, messageExpression.isBlank {
      invalid(
        "messageExpression", value: ShownValue(messageExpression), "must be non-empty if specified")
    } else if !messageExpression.isEmpty {
      expression("messageExpression", of: validation, for: .messageExpression, compile)
    }
    let message = validation.text("message")
    if !message.isEmpty, message.isBlank {
      invalid("message", value: ShownValue(message), "must be non-empty if specified")
    } else if message.mayHaveLineBreaks,
      message.trimming(\.isWhitespace).contains(where: \.isLineBreak)
    {
      invalid("message", value: ShownValue(message), "must not contain line breaks")
    }
    optional(validation, "reason", ["Forbidden", "Invalid", "RequestEntityTooLarge"])
  }

  private mutating func auditAnnotations(
    _ spec: Fields, _ policy: String, _ compile: ExpressionRules.Compiler
  ) {
    let most = 20
    let longest = 5 << 10
    if spec.list("auditAnnotations").count > most {
      invalid(
        "auditAnnotations", value: ShownValue(spec["auditAnnotations"], as: .auditAnnotation),
        "must not have more than \(most) auditAnnotations")
    }
    var keys: Set<String> = []
    each("auditAnnotations", of: spec) { v, annotation, _ in
      let key = annotation.text("key")
      if policy.isEmpty {
        v.invalid("key", value: ShownValue(key), "requires metadata.name be non-empty")
      } else {
        v.check("\(policy)/\(key)", is: .qualifiedName, at: "key")
      }
      let source = annotation.text("valueExpression").trimming(\.isWhitespace)
      if source.utf8.count > longest {
        v.required("valueExpression", because: "must not exceed \(longest) bytes in length")
      } else {
        v.expression(
          "valueExpression", of: annotation, for: .auditAnnotation,
          missing: "valueExpression is not specified", compile)
      }
      if !keys.insert(key).inserted { v.duplicate("key", value: ShownValue(key)) }
    }
  }

  private mutating func mutation(_ mutation: Fields, _ compile: ExpressionRules.Compiler) {
    let type = mutation.text("patchType")
    switch type {
    case "": required("patchType")
    case "ApplyConfiguration":
      patch(
        mutation, of: type, "applyConfiguration", for: .applyConfiguration, not: "jsonPatch",
        compile)
    case "JSONPatch":
      patch(mutation, of: type, "jsonPatch", for: .jsonPatch, not: "applyConfiguration", compile)
    default:
      notSupported("patchType", value: ShownValue(type), ["ApplyConfiguration", "JSONPatch"])
    }
  }

  private mutating func patch(
    _ mutation: Fields, of type: String, _ field: String, for purpose: ExpressionRules.Purpose,
    not other: String, _ compile: ExpressionRules.Compiler
  ) {
    if let patch = mutation.object(field) {
      at(field) { v in v.expression("expression", of: patch, for: purpose, compile) }
    } else {
      required(.field(field), because: "must be specified when patchType is \(type)")
    }
    if mutation.has(other) {
      invalid(
        .field(other), value: ShownValue("{\(other)}"),
        "must not be specified when patchType is \(type)")
    }
  }
}

extension String {
  /// Whether a byte of it is one that ends a line.
  fileprivate var mayHaveLineBreaks: Bool {
    utf8.contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
  }
}

extension Character {
  /// Whether CEL's grammar takes it for the end of a line.
  fileprivate var isLineBreak: Bool { self == "\n" || self == "\r" || self == "\r\n" }
}
