import Kubernetes

extension PolicyTerms {
  /// Reads what the `spec` of a policy says, with the server's defaults.
  ///
  /// - Parameter object: the policy as it was found.
  init(_ object: KubernetesObject, _ spec: ObjectReader) {
    self.init(
      name: object.name, object: object, failurePolicy: spec.choice("failurePolicy") ?? .fail,
      paramKind: spec.optionalObject("paramKind").map(ParamKind.init),
      matchConstraints: MatchResources(spec.object("matchConstraints")),
      matchConditions: spec.objects("matchConditions").map(NamedExpression.init(trimming:)),
      variables: spec.objects("variables").map { NamedExpression($0) })
  }
}

extension BindingTerms {
  /// Reads what the `spec` of a binding says, with the server's defaults.
  ///
  /// - Parameter object: the binding as it was found.
  convenience init(_ object: KubernetesObject, _ spec: ObjectReader) {
    self.init(
      name: object.name, object: object, policyName: spec.string("policyName"),
      paramRef: spec.optionalObject("paramRef").map(ParamRef.init),
      matchResources: spec.optionalObject("matchResources").map(MatchResources.init))
  }
}

extension ParamKind {
  init(_ reader: ObjectReader) {
    self.init(apiVersion: reader.string("apiVersion"), kind: reader.string("kind"))
  }
}

extension NamedExpression {
  init(_ reader: ObjectReader) {
    self.init(name: reader.string("name"), expression: reader.expression("expression"))
  }

  /// Reads an expression that the server compiles without the white space at both ends.
  init(trimming reader: ObjectReader) {
    self.init(
      name: reader.string("name"), expression: reader.expression("expression").trimmed)
  }
}

extension ParamRef {
  init(_ reader: ObjectReader) {
    self.init(
      name: reader.string("name"), namespace: reader.string("namespace"),
      selector: reader.selector("selector"),
      parameterNotFoundAction: reader.choice("parameterNotFoundAction") ?? .deny)
  }
}
