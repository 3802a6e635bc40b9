import Values
package import YAML

/// What evaluates the rules of custom resources.
///
/// The evaluator of the rules' language lives above this module; without one, rules are not asked.
package protocol SchemaRuleEvaluating: Sendable {
  /// What the rules of one object may cost together, in the units of the language.
  var budget: UInt64 { get }
  /// The rules of one schema, ready to be asked.
  ///
  /// - Parameter isResource: whether the value has `apiVersion`, `kind` and `metadata`.
  func compile(_ schema: StructuralSchema, isResource: Bool) -> any CompiledSchemaRules
}

/// The rules of one schema.
package protocol CompiledSchemaRules: Sendable {
  /// What a definition is told of each rule, in order.
  var judgements: [SchemaRuleJudgement] { get }
  /// Whether the rule compares with the value before an update.
  func readsOldValue(_ rule: Int) -> Bool
  /// Asks one rule.
  ///
  /// - Parameter budget: what evaluations may still cost; reduced by what this one did.
  func evaluate(_ rule: Int, on node: Node, old: Node?, budget: inout UInt64) -> SchemaRuleOutcome
}

/// What a compiler says of a rule, before any value is seen.
package struct SchemaRuleJudgement: Sendable {
  /// Why the rule does not compile; nil for one that does.
  package var fault: String?
  /// Why its message's expression does not compile; nil for one that does, or where there is none.
  package var messageFault: String?
  /// The most that one evaluation may cost; 0 for a rule that does not compile.
  package var cost: UInt64 = 0
  /// The most that telling the message may cost; nil where no expression makes it.
  package var messageCost: UInt64?
  /// How many values of the schema the largest request can hold.
  package var cardinality: UInt64

  package init(cardinality: UInt64) { self.cardinality = cardinality }
}

/// What asking a rule came to.
package enum SchemaRuleOutcome: Sendable {
  case holds
  /// With the rule's own message, where it has one that can be told.
  case fails(message: String?)
  /// The rule has no value; with the reason.
  case error(String)
  /// The rule cannot be asked at all; with the reason.
  case unusable(String)
  case outOfBudget(String)
}

/// A schema with the rules of every value in it.
final class RuledSchema: Sendable {
  let schema: StructuralSchema
  /// What the rules of one object may cost together.
  let budget: UInt64
  private let rules: any CompiledSchemaRules
  private let properties: [(name: String, schema: RuledSchema)]
  let items: RuledSchema?
  let values: RuledSchema?

  /// - Returns: nil where neither the value nor any below it has rules.
  init?(_ schema: StructuralSchema, isResource: Bool, _ evaluator: any SchemaRuleEvaluating) {
    guard schema.hasRules else { return nil }
    self.schema = schema
    budget = evaluator.budget
    rules = evaluator.compile(schema, isResource: isResource || schema.isEmbeddedResource)
    properties = schema.properties.sorted { $0.key < $1.key }.compactMap { name, property in
      RuledSchema(property, isResource: false, evaluator).map { (name, $0) }
    }
    items = schema.items.flatMap { RuledSchema($0, isResource: false, evaluator) }
    values = schema.additionalProperties.schema.flatMap {
      RuledSchema($0, isResource: false, evaluator)
    }
  }

  /// What the compiler says of the rules of this schema itself, in order.
  var judgements: [SchemaRuleJudgement] { rules.judgements }

  func readsOldValue(_ rule: Int) -> Bool { rules.readsOldValue(rule) }

  /// The rules of a field's schema; nil where there are none.
  func property(_ name: String) -> RuledSchema? { properties.first { $0.name == name }?.schema }

  /// Asks the rules of a value and of those below it.
  func check(
    _ node: Node, old: Node?, _ validation: inout Validation, budget: inout UInt64
  ) {
    guard !node.isNull else { return }
    for index in schema.rules.indices where budget > 0 {
      ask(index, node, old, &validation, &budget)
    }
    switch node.content {
    case .scalar: return
    case .sequence(let elements):
      guard let items else { return }
      let before = CorrelatedList(old, schema)
      for (index, element) in elements.enumerated() {
        validation.at(.index(index)) { v in
          items.check(element, old: before.counterpart(of: element), &v, budget: &budget)
        }
      }
    case .mapping(let mapping):
      let before = old?.mapping
      for (name, property) in properties {
        guard let value = mapping[name] else { continue }
        validation.at(name) { property.check(value, old: before?[name], &$0, budget: &budget) }
      }
      guard let values else { return }
      for entry in mapping.entries {
        validation.at(.key(entry.name)) { v in
          values.check(entry.value, old: before?[entry.name], &v, budget: &budget)
        }
      }
    }
  }

  private func ask(
    _ index: Int, _ node: Node, _ old: Node?, _ validation: inout Validation,
    _ budget: inout UInt64
  ) {
    let rule = schema.rules[index]
    let isTransition = rules.readsOldValue(index)
    if isTransition, old == nil, !rule.hasOptionalOldSelf { return }
    // What an update leaves as it was is not judged again.
    if !isTransition, let old, node.isEqual(to: old) { return }
    switch rules.evaluate(index, on: node, old: old, budget: &budget) {
    case .holds: return
    case .fails(let message):
      report(rule, message ?? rule.defaultMessage, of: node, &validation)
    case .error(let reason):
      validation.report(
        .invalid, [],
        "Invalid value: \"\(node.schemaType)\": \(reason) evaluating rule: "
          + (rule.message.isEmpty ? rule.rule.trimmedLines : rule.message.trimmedLines))
    case .unusable(let reason):
      validation.report(.invalid, [], "Invalid value: \"\(node.schemaType)\": \(reason)")
    case .outOfBudget(let reason):
      budget = 0
      validation.report(.invalid, [], "Invalid value: \"\(node.schemaType)\": \(reason)")
    }
  }

  /// The server shows the value at fault only where it is a scalar.
  private func report(
    _ rule: SchemaRule, _ message: String, of node: Node, _ validation: inout Validation
  ) {
    let place = SchemaFieldPath.steps(rule.fieldPath) ?? []
    let shown = node.scalar == nil ? message : "\(ShownValue(node).text): \(message)"
    let sentence =
      switch rule.reason {
      case .required: "Required value: \(message)"
      case .forbidden: "Forbidden: \(message)"
      case .duplicate: "Duplicate value: \(node.scalar == nil ? message : ShownValue(node).text)"
      default: "Invalid value: \(shown)"
      }
    validation.report(rule.reason, place, sentence)
  }
}

extension SchemaRule {
  /// The message of a rule that fails; a rule without one tells itself.
  fileprivate var defaultMessage: String {
    message.isEmpty ? "failed rule: \(rule.trimmedLines)" : message.trimmedLines
  }
}

extension String {
  fileprivate var trimmedLines: String { String(trimming(\.isWhitespace)) }
}

extension Node {
  fileprivate var schemaType: String {
    switch content {
    case .mapping: "object"
    case .sequence: "array"
    case .scalar(let scalar):
      switch scalar.type {
      case .integer: "integer"
      case .float: "number"
      default: scalar.type.rawValue
      }
    }
  }
}

/// The notation of `fieldPath`: names after points, other keys in brackets and quotes.
enum SchemaFieldPath {
  /// The steps of `.spec.x`, `['a.b']`; nil for what is no such path.
  static func steps(_ text: String) -> [Validation.Step]? {
    var steps: [Validation.Step] = []
    var rest = Substring(text)
    while let first = rest.first {
      rest.removeFirst()
      switch first {
      case ".":
        let name = rest.prefix { $0 != "." && $0 != "[" }
        guard !name.isEmpty else { return nil }
        steps.append(.field(String(name)))
        rest = rest.dropFirst(name.count)
      case "[":
        guard rest.first == "'" else { return nil }
        rest.removeFirst()
        guard let end = rest.firstIndex(of: "'") else { return nil }
        steps.append(.field(String(rest[..<end])))
        rest = rest[end...].dropFirst()
        guard rest.first == "]" else { return nil }
        rest.removeFirst()
      default: return nil
      }
    }
    return steps
  }
}
