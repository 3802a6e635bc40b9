import CEL

/// The object types of authorization checks.
enum AuthorizationTypes {
  static let authorizer = ValueType.object("kubernetes.authorization.Authorizer")
  static let path = ValueType.object("kubernetes.authorization.PathCheck")
  static let group = ValueType.object("kubernetes.authorization.GroupCheck")
  static let resource = ValueType.object("kubernetes.authorization.ResourceCheck")
  static let decision = ValueType.object("kubernetes.authorization.Decision")
}

extension Library {
  /// Kubernetes' functions for authorization checks.
  static let authorization = Library(
    "authz", functions: builders + checks + answers,
    types: [
      AuthorizationTypes.authorizer, AuthorizationTypes.path, AuthorizationTypes.group,
      AuthorizationTypes.resource, AuthorizationTypes.decision,
    ])

  private static let builders: [Function] = [
    builder(
      "path", "authorizer_path", AuthorizationTypes.authorizer, AuthorizationTypes.path,
      "Asks about a path that is no resource.", rejectingEmpty: "path"),
    builder(
      "group", "authorizer_group", AuthorizationTypes.authorizer, AuthorizationTypes.group,
      "Asks about the resources of an API group."),
    builder(
      "resource", "groupcheck_resource", AuthorizationTypes.group, AuthorizationTypes.resource,
      "Asks about one resource of the group.", rejectingEmpty: "resource"),
    part("subresource", "Asks about a subresource."),
    part("namespace", "Asks about one namespace."),
    part("name", "Asks about the object of one name."),
    part("fieldSelector", "Asks about the objects that a field selector chooses."),
    part("labelSelector", "Asks about the objects that a label selector chooses."),
    Function(
      "serviceAccount", "Asks about a service account rather than the user.",
      overloads: [
        .member(
          "authorizer_serviceaccount", [AuthorizationTypes.authorizer, .string, .string],
          AuthorizationTypes.authorizer)
      ],
      implementation: .variadic { arguments in
        guard arguments.count == 3, case .opaque(let value) = arguments[0],
          let authorizer = value as? OfflineAuthorizer, case .string(let namespace) = arguments[1],
          case .string(let name) = arguments[2]
        else { return .failure("no such overload") }
        let account = ServiceAccountName(namespace: namespace, name: name)
        if let fault = account.fault { return .failure(fault) }
        return .opaque(authorizer.asking(about: account))
      }, cost: .fixed(1)),
  ]

  private static func part(_ name: String, _ documentation: String) -> Function {
    let id =
      name.hasSuffix("Selector")
      ? "authorizer_\(name.lowercased())" : "resourcecheck_\(name)"
    return builder(
      name, id, AuthorizationTypes.resource, AuthorizationTypes.resource, documentation)
  }

  private static func builder(
    _ name: String, _ id: String, _ receiver: ValueType, _ result: ValueType,
    _ documentation: String, rejectingEmpty subject: String? = nil
  ) -> Function {
    Function(
      name, documentation, overloads: [.member(id, [receiver, .string], result)],
      implementation: .binary { receiver, argument in
        guard case .opaque(let value) = receiver, let check = value as? OfflineAuthorizer,
          case .string(let word) = argument
        else { return .failure("no such overload") }
        if let subject, word.trimmed.isEmpty { return .failure("\(subject) must not be empty") }
        return .opaque(check.adding(word, result))
      }, cost: .fixed(1))
  }

  private static let checks: [Function] = [
    Function(
      "check", "Whether the verb is authorized.",
      overloads: [
        .member("pathcheck_check", [AuthorizationTypes.path, .string], AuthorizationTypes.decision),
        .member(
          "resourcecheck_check", [AuthorizationTypes.resource, .string],
          AuthorizationTypes.decision),
      ],
      implementation: .binary { receiver, verb in
        guard case .opaque(let value) = receiver, let check = value as? OfflineAuthorizer,
          case .string(let verb) = verb
        else { return .failure("no such overload") }
        return check.decision(verb: verb)
      }, cost: .fixed(350_000))
  ]

  private static let answers: [Function] = [
    answer("allowed", .bool, "Whether the authorizer allows it.") { .bool($0.isAllowed) },
    answer("errored", .bool, "Whether the authorizer failed.") { _ in .bool(false) },
    answer("error", .string, "Why the authorizer failed, or nothing.") { _ in .string("") },
    answer("reason", .string, "Why the authorizer decided so.") { _ in .string("") },
  ]

  private static func answer(
    _ name: String, _ result: ValueType, _ documentation: String,
    _ body: @escaping @Sendable (AuthorizationDecision) -> Value
  ) -> Function {
    Function(
      name, documentation,
      overloads: [.member("decision_\(name)", [AuthorizationTypes.decision], result)],
      implementation: .unary { value in
        guard case .opaque(let opaque) = value, let decision = opaque as? AuthorizationDecision
        else { return .failure("no such overload") }
        return body(decision)
      }, cost: .fixed(1))
  }
}
