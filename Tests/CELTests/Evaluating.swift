import CEL
import Testing

/// Compiles and evaluates with the variables of `json`; a compile error is an error value.
func evaluate(
  _ source: String, _ json: String = "{}", in environment: ExpressionEnvironment = .kubernetes,
  costLimit: UInt64 = Program.perCallLimit
) throws -> Evaluation {
  let (program, activation) = try compile(source, json, in: environment)
  return program.evaluate(activation, costLimit: costLimit)
}

/// Compiles with the variables of `json`, which all have the type `dyn`.
func compile(
  _ source: String, _ json: String = "{}", in environment: ExpressionEnvironment = .kubernetes
) throws -> (Program, Activation) {
  let data = try #require(JSONValue(json))
  var activation = Activation()
  var variables: [String: CELType] = [:]
  if case .object(let members) = data {
    for member in members {
      activation[member.key] = JSONHost(member.value).value
      variables[member.key] = .dyn
    }
  }
  return (try environment.declaring(variables).compile(source).get(), activation)
}

/// The value as the line interface prints it.
func text(_ value: Value) -> String { value.typedJSON.description }

/// What the compiler says about an expression that it refuses.
func compileErrors(
  _ source: String, in environment: ExpressionEnvironment = .kubernetes
) throws -> CompileErrors {
  switch environment.compile(source) {
  case .success: throw UnexpectedSuccess(source: source)
  case .failure(let errors): return errors
  }
}

struct UnexpectedSuccess: Error {
  let source: String
}
