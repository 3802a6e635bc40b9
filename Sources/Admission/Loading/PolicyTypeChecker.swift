import APIServer
import CEL
package import Diagnostics
import Kubernetes
import YAML

/// What the type checker says of one expression of a policy.
package struct ExpressionWarning: Sendable {
  /// The name of the policy whose expression it is.
  package var policy: String
  /// The field: `spec.validations[0].expression`.
  package var fieldRef: String
  /// The server's text, with all kinds that it is about.
  package var warning: String
  /// One finding for each place in the expression.
  package var diagnostics: [Diagnostic]
}

/// Checks the expressions of policies against the schemas of the kinds that they match.
///
/// As the server's `status.typeChecking`: validations and their messages only, at most ten kinds
/// of a rule, no wildcards; what is found changes no verdict.
struct PolicyTypeChecker {
  /// The resources that there are, those of definitions included.
  let mapper: RESTMapper
  private let facts: Facts
  private let customResources: CustomResources
  private let checks = SharedChecks()
  private static let limit = 10

  /// - Parameter definitions: objects whose CustomResourceDefinitions add kinds.
  init(facts: Facts, definitions: [KubernetesObject] = []) {
    self.facts = facts
    mapper = RESTMapper.of(facts.described).adding(customResources: definitions)
    customResources = CustomResources(definitions: definitions)
  }

  /// The server's `expressionWarnings`.
  func warnings(of policy: CompiledPolicy) -> [ExpressionWarning] {
    let environments = environments(for: policy)
    guard !environments.isEmpty else { return [] }
    return zip(policy.validations, policy.messages).flatMap { validation, message in
      [validation, message].compactMap(\.self).compactMap {
        warning(of: $0, policy.definition, environments)
      }
    }
  }

  private func warning(
    of compiled: CompiledExpression, _ policy: ValidatingAdmissionPolicy,
    _ environments: [KindEnvironment]
  ) -> ExpressionWarning? {
    var texts: [String] = []
    let expression = compiled.source
    let shared = SharedCheck(compiled.program.parsed, policy.paramKind)
    // One finding a place, with all kinds that it is about.
    var messages: [Label: [String]] = [:]
    var order: [Label] = []
    for environment in environments {
      guard case .failure(let errors) = environment.check(compiled, shared) else { continue }
      let kind = environment.kind
      texts.append("\(kind.goDescription): \(errors)\n")
      for var label in errors.labels(in: expression) {
        // Types are named for their kind, which would tell one mistake once for each.
        label.message = label.message.replacing("\(kind.kind).", with: "object.")
        if messages[label] == nil { order.append(label) }
        messages[label, default: []].append(kind.kind)
      }
    }
    guard !texts.isEmpty else { return nil }
    let diagnostics = order.map { label in
      Diagnostic(
        rule: "policy/type-check", severity: .warning,
        message: "\(label.message) (\((messages[label] ?? []).joined(separator: ", ")))",
        primary: label.location ?? expression.location ?? policy.object.place,
        help: Self.help(label.message), object: policy.object.identity.description,
        field: expression.path.description)
    }
    return ExpressionWarning(
      policy: policy.name, fieldRef: expression.path.description,
      warning: texts.joined(separator: "\n"), diagnostics: diagnostics)
  }

  private static func help(_ message: String) -> String? {
    guard message.hasPrefix("undefined field") else { return nil }
    return "correct the name; where the field does exist, as for maps of quantities, which the "
      + "server's checker does not know, read it through dyn(…)"
  }

  // MARK: Environments

  /// What expressions may use for each kind that the policy names and a schema describes.
  private func environments(for policy: CompiledPolicy) -> [KindEnvironment] {
    let definition = policy.definition
    let kinds = kinds(of: definition.matchConstraints)
    guard !kinds.isEmpty else { return [] }
    let base = ExpressionEnvironment.policies(
      ExpressionRules.Scope(hasParams: definition.paramKind != nil, hasVariables: true),
      hasAuthorizer: true)
    let variables = policy.conditions.declarations.map {
      (
        name: $0.name, expression: $0.expression,
        check: checks.check(of: $0.expression.program.parsed, definition.paramKind)
      )
    }
    return kinds.compactMap { kind in
      var types = PolicyTypes(
        schemas: SchemaTypes(facts: facts, customResources: customResources))
      types.variables.reserveCapacity(variables.count)
      guard let object = types.schemas?.add(kind) else { return nil }
      var declared = [
        PolicyVariable.object.rawValue: object, PolicyVariable.oldObject.rawValue: object,
      ]
      declared[PolicyVariable.params.rawValue] = definition.paramKind.flatMap {
        types.schemas?.add($0.gvk)
      }
      var environment = KindEnvironment(kind, base, types, declaring: declared)
      for variable in variables {
        environment.declare(variable.name, variable.expression, variable.check)
      }
      return environment
    }
  }

  /// The kinds of `definitions` that a policy names, of which nothing was known when it was loaded.
  func restricted(toCustomKinds policies: PolicySet) -> [ExpressionWarning] {
    policies.policies.flatMap { bound in
      kinds(of: bound.policy.definition.matchConstraints).contains(where: customResources.defines)
        ? warnings(of: bound.policy) : []
    }
  }

  /// The kinds that the rules name without wildcards, by group, version and kind.
  private func kinds(of constraints: MatchResources) -> [GroupVersionKind] {
    var found: Set<GroupVersionKind> = []
    for rule in constraints.resourceRules {
      guard !rule.apiGroups.contains(where: \.hasWildcard),
        !rule.apiVersions.contains(where: \.hasWildcard)
      else { continue }
      let kinds = rule.apiGroups.sorted().flatMap { group in
        rule.apiVersions.sorted().flatMap { version in
          rule.resources.map(\.text).sorted().flatMap { resource in
            mapper.kinds(
              meantBy: GroupVersionResource(group: group, version: version, resource: resource))
          }
        }
      }
      found.formUnion(kinds.prefix(Self.limit))
      if kinds.count >= Self.limit { break }
    }
    return found.sorted { ($0.group, $0.version, $0.kind) < ($1.group, $1.version, $1.kind) }
  }
}
