package import APIServer
import CEL
import YAML

/// Evaluates `x-kubernetes-validations` as a Kubernetes 1.36 server does.
package struct CustomRuleEvaluator: SchemaRuleEvaluating {
  package init() {}

  /// What the rules of one object may cost together, in the server's units.
  package var budget: UInt64 { Program.requestBudget }

  /// Compiles the rules of one schema for values of its type.
  package func compile(
    _ schema: StructuralSchema, isResource: Bool
  ) -> any CompiledSchemaRules {
    CompiledRules(schema, isResource: isResource)
  }
}

/// The rules of one schema, compiled.
private struct CompiledRules: CompiledSchemaRules {
  private let schema: StructuralSchema
  private let rules: [Compiled]

  private let types: CustomTypes?

  private struct Compiled: Sendable {
    var program: Program?
    var message: Program?
    var fault: String?
    var messageFault: String?
    var readsOldValue = false
    var hasOptionalOldSelf: Bool
  }

  private static let current = "self"
  private static let previous = "oldSelf"

  init(_ schema: StructuralSchema, isResource: Bool) {
    self.schema = schema
    guard !schema.rules.isEmpty else {
      types = nil
      rules = []
      return
    }
    let types = CustomTypes(schema, isResource: isResource)
    self.types = types
    rules = schema.rules.map { Self.compile($0, types) }
  }

  private static func compile(_ rule: SchemaRule, _ types: CustomTypes) -> Compiled {
    var compiled = Compiled(hasOptionalOldSelf: rule.hasOptionalOldSelf)
    guard !rule.rule.trimmed.isEmpty else { return compiled }
    let old = rule.hasOptionalOldSelf ? CELType.optional(types.rootType) : types.rootType
    let environment = ExpressionEnvironment.kubernetes.resolving(types)
      .declaring([current: types.rootType, previous: old])
    switch environment.compile(rule.rule) {
    case .failure(let errors):
      compiled.fault = "compilation failed: \(errors)"
      return compiled
    case .success(let program):
      guard program.outputType == .bool else {
        compiled.fault = "cel expression must evaluate to a bool"
        return compiled
      }
      compiled.program = program
      compiled.readsOldValue = program.variables.contains(previous)
    }
    guard !rule.messageExpression.isEmpty else { return compiled }
    switch environment.compile(rule.messageExpression) {
    case .failure(let errors):
      compiled.messageFault = "messageExpression compilation failed: \(errors)"
    case .success(let program):
      if program.outputType == .string {
        compiled.message = program
      } else {
        compiled.messageFault = "messageExpression must evaluate to a string"
      }
    }
    return compiled
  }

  var judgements: [SchemaRuleJudgement] {
    let sizes = SchemaSizes(root: types?.size)
    return rules.map { compiled in
      var judgement = SchemaRuleJudgement(cardinality: sizes.root?.cardinality ?? 0)
      judgement.fault = compiled.fault
      judgement.messageFault = compiled.messageFault
      judgement.cost = compiled.program?.estimatedCost(sizedBy: sizes).max ?? 0
      judgement.messageCost = compiled.message?.estimatedCost(sizedBy: sizes).max
      return judgement
    }
  }

  func readsOldValue(_ rule: Int) -> Bool { rules[rule].readsOldValue }

  func evaluate(
    _ rule: Int, on node: Node, old: Node?, budget: inout UInt64
  ) -> SchemaRuleOutcome {
    let compiled = rules[rule]
    guard let program = compiled.program else {
      return .unusable("rule compile error: \(compiled.fault ?? "")")
    }
    let activation = activation(node, old, compiled)
    let evaluation = program.evaluate(activation)
    guard spend(evaluation, &budget) else { return Self.exhausted }
    switch evaluation.value {
    case .bool(true): return .holds
    case .bool(false):
      return .fails(message: message(compiled, activation, budget: &budget))
    case .error(let error) where error.reason == .costLimit:
      return .outOfBudget(
        "no further validation rules will be run due to call cost exceeds limit for rule: "
          + schema.rules[rule].rule)
    case .error(let error): return .error(error.message)
    default: return .error("rule does not evaluate to a boolean")
    }
  }

  private static let exhausted = SchemaRuleOutcome.outOfBudget(
    "validation failed due to running out of cost budget, no further validation rules will be run")

  private func spend(_ evaluation: Evaluation, _ budget: inout UInt64) -> Bool {
    guard evaluation.cost <= budget else {
      budget = 0
      return false
    }
    budget -= evaluation.cost
    return true
  }

  private func activation(_ node: Node, _ old: Node?, _ compiled: Compiled) -> Activation {
    var activation = Activation([Self.current: CustomValue(node, schema).value])
    let before = old.map { CustomValue($0, schema).value }
    activation[Self.previous] = compiled.hasOptionalOldSelf ? .optional(before) : before
    return activation
  }

  /// What the rule's message expression says, unless it cannot be shown.
  private func message(
    _ compiled: Compiled, _ activation: Activation, budget: inout UInt64
  ) -> String? {
    guard let program = compiled.message else { return nil }
    let evaluation = program.evaluate(activation)
    guard spend(evaluation, &budget), case .string(let text) = evaluation.value else { return nil }
    let message = text.trimmed
    guard !message.isEmpty, !message.contains(where: \.isNewline), message.utf8.count <= 5_120
    else { return nil }
    return message
  }
}
