import APIServer
import CEL
import Diagnostics
import Kubernetes
import Values
import YAML

/// What is wrong with a policy that the server accepts without a word: rules that match nothing,
/// variables that nobody reads, messages that are shown as they are written though they are
/// expressions.
struct PolicyLint {
  private let mapper: RESTMapper

  /// - Parameter mapper: the resources that there are, those of definitions included.
  init(mapper: RESTMapper) { self.mapper = mapper }

  /// The findings about a policy that validates, in the order of its fields.
  func findings(in policy: CompiledPolicy) -> [Diagnostic] {
    let definition = policy.definition
    let readers =
      policy.validations + policy.messages.compactMap(\.self) + policy.auditAnnotations
    return rules(of: definition) + variables(of: definition, policy.conditions, read: readers)
      + definition.validations.compactMap { message(of: $0, definition) }
  }

  /// The findings about a policy that mutates.
  func findings(in policy: CompiledMutatingPolicy) -> [Diagnostic] {
    rules(of: policy.definition)
      + variables(of: policy.definition, policy.conditions, read: policy.mutations)
  }

  // MARK: Rules

  private func rules(of definition: some AdmissionPolicy) -> [Diagnostic] {
    definition.matchConstraints.resourceRules.enumerated().flatMap { index, rule in
      self.rule(rule, at: index, of: definition.object)
    }
  }

  private func rule(
    _ rule: NamedRuleWithOperations, at index: Int, of object: KubernetesObject
  ) -> [Diagnostic] {
    let path: FieldPath = ["spec", "matchConstraints", "resourceRules"]
    let here = path.appending(.index(index))
    if let group = rule.apiGroups.first(where: isMisspelt) {
      let nearest = Spelling.nearest(to: group, among: mapper.builtInGroups.sorted())
      return [
        .unknownResource(
          object, here.appending(.key("apiGroups")), "there is no API group '\(group)'",
          help: nearest.map { "did you mean \($0)?" } ?? "groups of custom resources have a point")
      ]
    }
    return rule.resources.enumerated().compactMap { position, name in
      let resource = name.resource
      guard !resource.hasWildcard, let complaint = complaint(about: resource, in: rule) else {
        return nil
      }
      let place = here.appending(.key("resources")).appending(.index(position))
      return .unknownResource(object, place, complaint.message, help: complaint.help)
    }
  }

  /// A group of custom resources has a point in its name, so what has none is built in or wrong.
  private func isMisspelt(_ group: String) -> Bool {
    !group.utf8.contains(UInt8(ascii: ".")) && !group.hasWildcard
      && !mapper.builtInGroups.contains(group)
  }

  private func complaint(
    about resource: String, in rule: NamedRuleWithOperations
  ) -> (message: String, help: String?)? {
    guard resource == resource.lowercased() else {
      return ("resources are written in lower case", "did you mean \(resource.lowercased())?")
    }
    let groups = rule.apiGroups
    guard groups.allSatisfy(mapper.builtInGroups.contains) else { return nil }
    guard !groups.contains(where: { mapper.has(resource, in: $0) }) else { return nil }
    let named = groups.map { $0.isEmpty ? "the core group" : "group \($0)" }
    let message = "\(named.joined(separator: " or ")) has no resource '\(resource)'"
    if let other = mapper.groups(with: resource).first {
      return (message, "\(resource) are in \(other.isEmpty ? "the core group" : other)")
    }
    let known = groups.flatMap { mapper.resources(in: $0) }
    return (
      message, Spelling.nearest(to: resource, among: known).map { "did you mean \($0)?" }
    )
  }

  // MARK: Variables

  private func variables(
    of definition: some AdmissionPolicy, _ conditions: CompiledConditions,
    read readers: [CompiledExpression]
  ) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    var seen: [String: PolicyExpression] = [:]
    for variable in definition.variables {
      let earlier = seen.updateValue(variable.expression, forKey: variable.name)
      if let earlier {
        findings.append(
          .variable(
            variable, of: definition.object, "is defined twice; the last one counts",
            related: [Label("first defined here", at: earlier.location)]))
      }
    }
    // A variable that only another one reads, which nobody does, counts as read: one is enough.
    var read: Set<String> = []
    for reader in readers + conditions.variables.map(\.expression) {
      read.formUnion(reader.reads.variables)
    }
    for variable in definition.variables where !read.contains(variable.name) {
      findings.append(.variable(variable, of: definition.object, "is read by no expression"))
    }
    return findings
  }

  // MARK: Messages

  private func message(
    of validation: ValidatingAdmissionPolicy.Validation, _ policy: ValidatingAdmissionPolicy
  ) -> Diagnostic? {
    guard validation.messageExpression == nil,
      Self.marks.contains(where: { validation.message.contains($0) })
    else { return nil }
    let parsed = ExpressionEnvironment.kubernetes.parse(validation.message)
    guard parsed.isCall, parsed.mentions(Self.names) else { return nil }
    let path = validation.expression.path.parent.appending(.key("message"))
    return Diagnostic(
      rule: "policy/message-is-expression", severity: .warning,
      message: "this message is an expression, which is shown as it is written",
      primary: policy.object.root[path]?.origin.location ?? policy.object.place,
      help: "write it as messageExpression", object: policy.object.identity.description,
      field: path.description)
  }

  /// What a message has that reads something; a cheap question before it is parsed.
  private static let marks = ["object.", "params.", "variables.", "request.", "oldObject."]
  private static let names: Set<String> = Set(PolicyVariable.allCases.map(\.rawValue))
}

extension String {
  /// Whether it stands for any name, as a whole or in a part.
  var hasWildcard: Bool { utf8.contains(UInt8(ascii: "*")) }
}

extension Diagnostic {
  fileprivate static func unknownResource(
    _ object: KubernetesObject, _ path: FieldPath, _ message: String, help: String?
  ) -> Diagnostic {
    Diagnostic(
      rule: "policy/unknown-resource", severity: .warning,
      message: "\(message), so the rule never matches it",
      primary: object.root[path]?.origin.location ?? object.place, help: help,
      object: object.identity.description, field: path.description)
  }

  fileprivate static func variable(
    _ variable: NamedExpression, of object: KubernetesObject, _ fact: String,
    related: [Label] = []
  ) -> Diagnostic {
    let path = variable.expression.path.parent.appending(.key("name"))
    return Diagnostic(
      rule: "policy/variable", severity: .warning,
      message: "variable '\(variable.name)' \(fact)",
      primary: object.root[path]?.origin.location ?? object.place, related: related,
      help: "remove it, or correct the name", object: object.identity.description,
      field: path.description)
  }
}
