import Values

extension FunctionLibrary {
  private static let authorizerType = AuthorizerValue.declaredType
  private static let pathType = AuthorizerValue.pathCheckType
  private static let groupType = AuthorizerValue.groupCheckType
  private static let resourceType = AuthorizerValue.resourceCheckType
  private static let decisionType = AuthorizerValue.decisionType

  /// Questions to the variable `authorizer`.
  package static let authorizer = FunctionLibrary(
    "authz",
    functions: [
      refinement("path", "authorizer_path", authorizerType, pathType) { value, path in
        isBlank(path) ? .failure("path must not be empty") : value.asking(.path) { $0.path = path }
      },
      refinement("group", "authorizer_group", authorizerType, groupType) { value, group in
        value.asking(.group) { $0.group = group }
      },
      Function(
        "serviceAccount", "The authorizer for a service account.",
        overloads: [
          .member(
            "authorizer_serviceaccount", [authorizerType, .string, .string], authorizerType,
            .variadic(serviceAccount))
        ], cost: .access),
      refinement("resource", "groupcheck_resource", groupType, resourceType) { value, resource in
        isBlank(resource)
          ? .failure("resource must not be empty")
          : value.asking(.resource) { $0.resource = resource }
      },
      detail("subresource", "resourcecheck_subresource") { $0.subresource = $1 },
      detail("namespace", "resourcecheck_namespace") { $0.namespace = $1 },
      detail("name", "resourcecheck_name") { $0.name = $1 },
      detail("fieldSelector", "authorizer_fieldselector", cost: .selector) {
        $0.fieldSelector = $1
      },
      detail("labelSelector", "authorizer_labelselector", cost: .selector) {
        $0.labelSelector = $1
      },
      Function(
        "check", "The decision about a verb.",
        overloads: [("pathcheck_check", pathType), ("resourcecheck_check", resourceType)].map {
          id, type in
          .member(
            id, [type, .string], decisionType,
            .binary { value, verb in
              guard case .opaque(let value as AuthorizerValue) = value,
                case .string(let verb) = verb
              else { return .noSuchOverload }
              return value.decide(verb)
            })
        }, cost: .fixed(350_000)),
      answer("allowed", "decision_allowed", .bool) { .bool($0.isAllowed) },
      answer("reason", "decision_reason", .string) { .string($0.reason) },
      answer("errored", "decision_errored", .bool) { .bool($0.error != nil) },
      answer("error", "decision_error", .string) { .string($0.error ?? "") },
    ],
    types: [authorizerType, pathType, groupType, resourceType, decisionType])

  private static func isBlank(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
  }

  private static func refinement(
    _ name: String, _ id: String, _ from: CELType, _ to: CELType, cost: CallCost = .access,
    _ body: @escaping @Sendable (AuthorizerValue, String) -> Value
  ) -> Function {
    Function(
      name, "The question with a \(name).",
      overloads: [
        .member(
          id, [from, .string], to,
          .binary { value, text in
            guard case .opaque(let value as AuthorizerValue) = value, value.type == from,
              case .string(let text) = text
            else { return .noSuchOverload }
            return body(value, text)
          })
      ], cost: cost)
  }

  private static func detail(
    _ name: String, _ id: String, cost: CallCost = .access,
    _ change: @escaping @Sendable (inout AuthorizationRequest, String) -> Void
  ) -> Function {
    refinement(name, id, resourceType, resourceType, cost: cost) { value, text in
      value.asking(.resource) { change(&$0, text) }
    }
  }

  private static func serviceAccount(_ arguments: [Value]) -> Value {
    guard case .opaque(let value as AuthorizerValue) = arguments[0],
      case .string(let namespace) = arguments[1], case .string(let name) = arguments[2]
    else { return .noSuchOverload }
    guard NameFormat.dns1123Subdomain.matches(name) else {
      return .failure("Invalid service account name")
    }
    guard NameFormat.dns1123Label.matches(namespace) else {
      return .failure("Invalid service account namespace")
    }
    return value.asking(.authorizer) {
      $0.serviceAccount = AuthorizationRequest.ServiceAccount(namespace: namespace, name: name)
    }
  }

  private static func answer(
    _ name: String, _ id: String, _ result: CELType,
    _ body: @escaping @Sendable (AuthorizationDecision) -> Value
  ) -> Function {
    Function(
      name, "A part of the decision.",
      overloads: [
        .member(
          id, [decisionType], result,
          .unary { value in
            guard case .opaque(let value as AuthorizerValue) = value,
              case .decision(let decision) = value.stage
            else { return .noSuchOverload }
            return body(decision)
          })
      ], cost: .access)
  }
}

extension CallCost {
  /// Reading a selector into requirements, each two characters or longer.
  fileprivate static let selector = CallCost(
    actual: .computed { arguments, _ in
      let size = arguments[1].costSize
      return 10 + size.scaled(0.1) + size.scaled(0.5).scaled(50)
    },
    estimate: { call in
      let size = call.size(1)
      return CallEstimate(
        cost: CostEstimate(10, 10).adding(size.scaled(0.1)).adding(size.scaled(0.5).scaled(50)))
    })
}
