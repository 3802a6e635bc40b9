import Kubernetes
import YAML

/// Admission policies and webhooks (admissionregistration.k8s.io/v1).
extension Validation {
  // MARK: Policies

  /// What both kinds of policy have, and the rest of one of them.
  private mutating func policy(
    _ object: Fields, _ rest: (inout Validation, Fields, ExpressionRules.Context) -> Void
  ) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    let spec = object.value("spec")
    at("spec") { v in
      v.policyBasics(spec)
      var context = ExpressionRules.Context(purpose: .variable, hasParams: spec.has("paramKind"))
      v.variables(spec, &context)
      rest(&v, spec, context)
    }
  }

  mutating func validatingAdmissionPolicy(_ object: Fields) {
    policy(object) { v, spec, context in
      let empty = "validations or auditAnnotations must contain at least one item"
      if spec.isEmptyCollection("validations"), spec.isEmptyCollection("auditAnnotations") {
        v.required("validations", because: empty)
        v.required("auditAnnotations", because: empty)
      }
      v.each("validations", of: spec) { v, validation, _ in v.validation(validation, context) }
      v.auditAnnotations(spec, object.value("metadata").text("name"), context)
    }
  }

  mutating func mutatingAdmissionPolicy(_ object: Fields) {
    policy(object) { v, spec, context in
      if spec.text("reinvocationPolicy").isEmpty {
        v.required("reinvocationPolicy")
      } else {
        v.optional(spec, "reinvocationPolicy", ["IfNeeded", "Never"])
      }
      if spec.isEmptyCollection("mutations") {
        v.required("mutations", because: "mutations must contain at least one item")
      }
      var context = context
      context.purpose = .mutation
      v.each("mutations", of: spec) { v, mutation, _ in v.mutation(mutation, context) }
    }
  }

  private mutating func policyBasics(_ spec: Fields) {
    optional(spec, "failurePolicy", ["Fail", "Ignore"])
    within("paramKind", of: spec) { v, kind in v.paramKind(kind) }
    if let constraints = spec.object("matchConstraints") {
      at("matchConstraints") { v in
        v.matchResources(constraints)
        if constraints.isEmptyCollection("resourceRules") { v.required("resourceRules") }
      }
    } else {
      required("matchConstraints")
    }
    matchConditions(spec, hasParams: spec.has("paramKind"))
  }

  private mutating func variables(_ spec: Fields, _ context: inout ExpressionRules.Context) {
    var declared: [(name: String, expression: String)] = []
    let hasParams = context.hasParams
    each("variables", of: spec) { v, variable, _ in
      let name = variable.text("name")
      if name.isBlank {
        v.required("name", because: "name is not specified")
      } else if !CELIdentifier.matches(name) {
        v.invalid("name", value: Shown(name), "must be a valid CEL identifier")
      }
      let expression = variable.text("expression")
      v.expression(
        expression, at: "expression", missing: "expression is not specified",
        ExpressionRules.Context(purpose: .variable, hasParams: hasParams, variables: declared))
      declared.append((name, expression))
    }
    context.variables = declared
  }

  private mutating func validation(
    _ validation: Fields, _ context: ExpressionRules.Context
  ) {
    var context = context
    context.purpose = .validation
    expression(
      validation.text("expression"), at: "expression", missing: "expression is not specified",
      context)
    let messageExpression = validation.text("messageExpression")
    if !messageExpression.isEmpty, messageExpression.isBlank {
      invalid(
        "messageExpression", value: Shown(messageExpression), "must be non-empty if specified")
    } else if !messageExpression.isEmpty {
      context.purpose = .messageExpression
      expression(messageExpression, at: "messageExpression", missing: "", context)
    }
    let message = validation.text("message")
    if !message.isEmpty, message.isBlank {
      invalid("message", value: Shown(message), "message must be non-empty if specified")
    } else if message.trimming(\.isWhitespace).contains(where: \.isNewline) {
      invalid("message", value: Shown(message), "message must not contain line breaks")
    }
    optional(validation, "reason", ["Forbidden", "Invalid", "RequestEntityTooLarge"])
  }

  private mutating func auditAnnotations(
    _ spec: Fields, _ policy: String, _ context: ExpressionRules.Context
  ) {
    var context = context
    context.purpose = .auditAnnotation
    let count = spec.list("auditAnnotations").count
    if count > 20 {
      invalid(
        "auditAnnotations", value: Shown(spec["auditAnnotations"]),
        "must not have more than 20 auditAnnotations")
    }
    var keys: Set<String> = []
    each("auditAnnotations", of: spec) { v, annotation, _ in
      let key = annotation.text("key")
      if policy.isEmpty {
        v.invalid("key", value: Shown(key), "requires metadata.name be non-empty")
      } else {
        v.check("\(policy)/\(key)", is: .qualifiedName, at: "key")
      }
      let expression = annotation.text("valueExpression")
      if expression.utf8.count > 5 << 10 {
        v.required("valueExpression", because: "must not exceed 5120 bytes in length")
      } else {
        v.expression(
          expression, at: "valueExpression", missing: "valueExpression is not specified", context)
      }
      if !keys.insert(key).inserted { v.duplicate("key", value: Shown(key)) }
    }
  }

  private mutating func mutation(_ mutation: Fields, _ context: ExpressionRules.Context) {
    let type = mutation.text("patchType")
    let fields = ["ApplyConfiguration": "applyConfiguration", "JSONPatch": "jsonPatch"]
    guard let field = fields[type] else {
      if type.isEmpty {
        required("patchType")
      } else {
        notSupported("patchType", value: Shown(type), ["ApplyConfiguration", "JSONPatch"])
      }
      return
    }
    for other in fields.values.sorted() where other != field && mutation.has(other) {
      invalid(.field(other), value: Shown(mutation[other]), "may not be set for this patchType")
    }
    guard let patch = mutation.object(field) else {
      required(.field(field), because: "must be specified when patchType is \(type)")
      return
    }
    at(field) { v in
      v.expression(
        patch.text("expression"), at: "expression", missing: "expression is not specified",
        context)
    }
  }

  private mutating func paramKind(_ kind: Fields) {
    let text = kind.text("apiVersion")
    let version = GroupVersionKind(apiVersion: text, kind: "")
    if text.isEmpty {
      required("apiVersion")
    } else if version.version.contains("/") {
      invalid("apiVersion", value: Shown(text), "unexpected GroupVersion string: \(text)")
    } else {
      if !version.group.isEmpty { check(version.group, is: .dns1123Subdomain, at: "apiVersion") }
      if version.version.isEmpty {
        invalid("apiVersion", value: Shown(text), "version must be specified")
      } else {
        check(version.version, is: .dns1035Label, at: "apiVersion")
      }
    }
    let name = kind.text("kind")
    if name.isEmpty {
      required("kind")
    } else if !NameFormat.dns1035Label.matches(name.lowercased()) {
      invalid(
        "kind", value: Shown(name),
        "may have mixed case, but should otherwise match: "
          + NameFormat.dns1035Label.faults(name.lowercased()).joined(separator: ","))
    }
  }

  // MARK: Bindings

  mutating func validatingAdmissionPolicyBinding(_ object: Fields) {
    bindingBasics(object)
    let spec = object.value("spec")
    at("spec") { v in
      let actions = spec.strings("validationActions")
      var seen: Set<String> = []
      for (index, action) in actions.enumerated() {
        if !["Audit", "Deny", "Warn"].contains(action) {
          v.notSupported(
            "validationActions", .index(index), value: Shown(action), ["Audit", "Deny", "Warn"])
        }
        if !seen.insert(action).inserted {
          v.duplicate("validationActions", .index(index), value: Shown(action))
        }
      }
      if seen.isSuperset(of: ["Deny", "Warn"]) {
        v.invalid(
          "validationActions", value: Shown(spec["validationActions"]),
          "must not contain both Deny and Warn (repeating the same validation failure information "
            + "in the API response and headers serves no purpose)")
      }
      if actions.isEmpty {
        v.required("validationActions", because: "at least one validation action is required")
      }
    }
  }

  mutating func mutatingAdmissionPolicyBinding(_ object: Fields) { bindingBasics(object) }

  private mutating func bindingBasics(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    let spec = object.value("spec")
    at("spec") { v in
      let policy = spec.text("policyName")
      if policy.isEmpty {
        v.required("policyName")
      } else {
        v.check(policy, is: .dns1123Subdomain, at: "policyName")
      }
      v.within("paramRef", of: spec) { v, reference in v.paramRef(reference) }
      v.within("matchResources", of: spec) { v, match in v.matchResources(match) }
    }
  }

  private mutating func paramRef(_ reference: Fields) {
    let name = reference.text("name")
    let exclusive = "name and selector are mutually exclusive"
    if !name.isEmpty {
      check(name, is: .pathSegment, at: "name")
      if reference.has("selector") { forbidden("name", because: exclusive) }
    }
    if reference.has("selector") {
      labelSelector(reference, "selector")
      if !name.isEmpty { forbidden("selector", because: exclusive) }
    }
    if name.isEmpty, !reference.has("selector") {
      required(because: "one of name or selector must be specified")
    }
    let action = reference.text("parameterNotFoundAction")
    if action.isEmpty {
      required("parameterNotFoundAction")
    } else {
      oneOf(action, ["Deny", "Allow"], at: "parameterNotFoundAction")
    }
  }

  // MARK: Matching

  private mutating func matchResources(_ match: Fields) {
    optional(match, "matchPolicy", ["Equivalent", "Exact"])
    labelSelector(match, "namespaceSelector")
    labelSelector(match, "objectSelector")
    for list in ["resourceRules", "excludeResourceRules"] {
      each(list, of: match) { v, rule, _ in
        var seen: Set<String> = []
        for (index, name) in rule.strings("resourceNames").enumerated() {
          v.check(name, is: .pathSegment, at: "resourceNames", .index(index))
          if !seen.insert(name).inserted {
            v.duplicate("resourceNames", .index(index), value: Shown(name))
          }
        }
        v.operationRule(rule)
      }
    }
  }

  /// A rule of a policy or webhook: operations on resources.
  mutating func operationRule(_ rule: Fields) {
    let operations = rule.strings("operations")
    if operations.isEmpty { required("operations") }
    wildcard(rule, "operations", "operations")
    for (index, operation) in operations.enumerated() {
      let allowed = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]
      if !allowed.contains(operation) {
        notSupported("operations", .index(index), value: Shown(operation), allowed)
      }
    }
    if rule.isEmptyCollection("apiGroups") { required("apiGroups") }
    wildcard(rule, "apiGroups", "API groups")
    let versions = rule.strings("apiVersions")
    if versions.isEmpty { required("apiVersions") }
    wildcard(rule, "apiVersions", "API versions")
    for (index, version) in versions.enumerated() where version.isEmpty {
      required("apiVersions", .index(index))
    }
    ruleResources(rule)
    optional(rule, "scope", ["*", "Cluster", "Namespaced"])
  }

  private mutating func wildcard(_ rule: Fields, _ name: String, _ shown: String) {
    let values = rule.strings(name)
    guard values.count > 1, values.contains("*") else { return }
    invalid(
      .field(name), value: Shown(rule[name]),
      "if '*' is present, must not specify other \(shown)")
  }

  private mutating func ruleResources(_ rule: Fields) {
    let resources = rule.strings("resources")
    if resources.isEmpty { required("resources") }
    var wholes: Set<String> = []
    var subresources: Set<String> = []
    for (index, text) in resources.enumerated() {
      if text.isEmpty { required("resources", .index(index)) }
      let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        .map(String.init)
      guard parts.count == 2 else { continue }
      if wholes.contains(parts[0]) {
        invalid(
          "resources", .index(index), value: Shown(text),
          "if '\(parts[0])/*' is present, must not specify \(text)")
      }
      if subresources.contains(parts[1]) {
        invalid(
          "resources", .index(index), value: Shown(text),
          "if '*/\(parts[1])' is present, must not specify \(text)")
      }
      if parts[1] == "*" { wholes.insert(parts[0]) }
      if parts[0] == "*" { subresources.insert(parts[1]) }
    }
    if resources.count > 1, resources.contains("*/*") {
      invalid(
        "resources", value: Shown(rule["resources"]),
        "if '*/*' is present, must not specify other resources")
    }
    let lastPlain = resources.last { !$0.isEmpty && !$0.contains("/") }
    if resources.contains("*"), let lastPlain, lastPlain != "*" {
      invalid(
        "resources", value: Shown(rule["resources"]),
        "if '*' is present, must not specify other resources without subresources")
    }
  }

  mutating func matchConditions(_ owner: Fields, hasParams: Bool) {
    let count = owner.list("matchConditions").count
    if count > 64 { tooMany("matchConditions", count: count, limit: 64) }
    var names: Set<String> = []
    each("matchConditions", of: owner) { v, condition, _ in
      v.expression(
        condition.text("expression"), at: "expression", missing: "",
        ExpressionRules.Context(purpose: .matchCondition, hasParams: hasParams))
      let name = condition.text("name")
      if name.isEmpty {
        v.required("name")
      } else {
        v.check(name, is: .qualifiedName, at: "name")
        if !names.insert(name).inserted { v.duplicate("name", value: Shown(name)) }
      }
    }
  }

  /// An expression that must be there and compile.
  private mutating func expression(
    _ text: String, at place: Step, missing: String, _ context: ExpressionRules.Context
  ) {
    if text.isBlank {
      required(place, because: missing)
    } else if let complaint = expressions.complaint(text, context) {
      invalid(place, value: Shown(text), complaint)
    }
  }
}

extension String {
  /// Whether nothing but white space is in the text.
  var isBlank: Bool { allSatisfy(\.isWhitespace) }
}

/// The names that CEL takes for a variable.
enum CELIdentifier {
  private static let reserved: Set<String> = [
    "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function",
    "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
  ]

  static func matches(_ name: String) -> Bool {
    NameFormat.cIdentifier.matches(name) && !reserved.contains(name)
  }
}
