/// One question of the line interface: an expression with the variables it may name.
///
/// The question is an object with `expr`, and optionally `vars` (plain JSON), `bindings` (typed
/// values) and `env` (the names of further variables). `object`, `oldObject`, `params` and `x` may
/// always be named. The answer has `value`, `error` or `compileError`, and for an expression that
/// compiles its `type` and `cost`, by ``CostModel/language``.
package struct ExpressionQuery: Sendable {
  /// The expression to evaluate.
  package let expression: String
  /// The variables with their values; all of the type `dyn`.
  package var activation = Activation()
  /// The names that the expression may use, whether they have a value or not.
  package var names: [String] = ["object", "oldObject", "params", "x"]

  /// Reads a question; nil when the line is none.
  package init?(_ line: String) {
    guard let json = JSONValue(line), case .string(let expression)? = json["expr"] else {
      return nil
    }
    self.expression = expression
    if case .object(let members)? = json["vars"] {
      for member in members {
        names.append(member.key)
        activation[member.key] = JSONHost(member.value).value
      }
    }
    if case .object(let members)? = json["bindings"] {
      for member in members {
        guard let value = Value(typedJSON: member.value) else { return nil }
        names.append(member.key)
        activation[member.key] = value
      }
    }
    if case .array(let declared)? = json["env"] {
      for case .string(let name) in declared { names.append(name) }
    }
  }

  /// Compiles and evaluates the expression, and answers as one line of JSON.
  package func answer(in environment: ExpressionEnvironment = .kubernetes.charging(.language))
    -> String
  {
    let variables = Dictionary(names.map { ($0, CELType.dyn) }) { first, _ in first }
    switch environment.declaring(variables).compile(expression) {
    case .failure(let errors): return ExpressionQuery.answer(errors).description
    case .success(let program):
      let evaluation = program.evaluate(activation)
      var members: [(key: String, value: JSONValue)] = []
      if let error = evaluation.value.error {
        members.append(("error", .string(error.message)))
      } else {
        members.append(("value", evaluation.value.typedJSON))
      }
      members.append(("type", .string(program.outputType.description)))
      members.append(("cost", .number(String(evaluation.cost))))
      return JSONValue.object(members).description
    }
  }

  private static func answer(_ errors: CompileErrors) -> JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("compileError", .string(errors.description))
    ]
    if let type = errors.planningType { members.append(("type", .string(type.description))) }
    return .object(members)
  }
}
