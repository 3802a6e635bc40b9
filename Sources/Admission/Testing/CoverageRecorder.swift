import CEL
import Diagnostics
import Kubernetes
import YAML

/// Notes which conditions of policies come out true and which false.
struct CoverageRecorder {
  /// A condition: an expression of a policy and a node in it.
  fileprivate struct Key: Hashable {
    var field: FieldPath
    var node: Int
  }

  /// The conditions of one policy.
  fileprivate struct Record {
    var coverage: PolicyCoverage
    var expressions: [Key: Int] = [:]
    var branches: [Key: Int] = [:]
  }

  /// Of policies that mutate, only how often each is asked.
  private var mutating: [PolicyCoverage]
  private var records: [Record]
  private let positions: [String: Int]

  init(_ policies: PolicySet) {
    mutating = policies.mutations.map {
      PolicyCoverage(
        policy: $0.policy.definition.name, location: $0.policy.definition.object.location)
    }
    records = policies.policies.map { Record($0.policy) }
    positions = Dictionary(
      uniqueKeysWithValues: records.enumerated().map { ($0.element.coverage.policy, $0.offset) })
  }

  var coverage: [PolicyCoverage] { mutating + records.map(\.coverage) }

  /// Notes that a policy that mutates was asked, if it was.
  mutating func record(_ answer: AdmissionChain.Answer, of policy: String) {
    guard !answer.verdict.matches.isEmpty,
      let position = mutating.firstIndex(where: { $0.policy == policy })
    else { return }
    mutating[position].evaluations += 1
  }

  /// Evaluates once more, with traces.
  mutating func record(_ evaluations: [PolicyEvaluation]) {
    for evaluation in evaluations {
      guard let position = positions[evaluation.policy.definition.name] else { continue }
      records[position].record(evaluation)
    }
  }
}

extension CoverageRecorder.Record {
  fileprivate init(_ policy: CompiledPolicy) {
    coverage = PolicyCoverage(
      policy: policy.definition.name, location: policy.definition.object.location)
    let conditions = policy.matchConditions + policy.validations
    for compiled in conditions {
      let key = CoverageRecorder.Key(
        field: compiled.source.path, node: compiled.program.expression.id)
      expressions[key] = coverage.expressions.count
      coverage.expressions.append(Self.branch(compiled.program.expression, of: compiled))
    }
    let variables = policy.definition.variables.compactMap {
      policy.conditions.variable(named: $0.name)
    }
    for compiled in conditions + variables {
      for leaf in compiled.program.expression.conditions {
        let key = CoverageRecorder.Key(field: compiled.source.path, node: leaf.id)
        guard expressions[key] == nil, branches[key] == nil else { continue }
        branches[key] = coverage.branches.count
        coverage.branches.append(Self.branch(leaf, of: compiled))
      }
    }
  }

  private static func branch(
    _ expression: Expression, of compiled: CompiledExpression
  ) -> PolicyCoverage.Branch {
    let source = compiled.program.source
    let text = String(
      decoding: Array(source.utf8)[expression.range.indices], as: UTF8.self)
    return PolicyCoverage.Branch(
      field: compiled.source.path, source: text,
      location: compiled.source.location(of: expression.range))
  }

  fileprivate mutating func record(_ evaluation: PolicyEvaluation) {
    coverage.evaluations += 1
    var isFor = true
    let early = evaluation.activation(hasNamespace: false, budget: CostBudget.matchConditions)
    for condition in evaluation.policy.matchConditions where isFor {
      let trace = early.trace(condition.program)
      note(trace.tree, of: condition)
      if case .bool(false) = trace.evaluation.value { isFor = false }
    }
    guard isFor else { return }
    let activation = evaluation.activation(budget: CostBudget.validations)
    var seen: Set<String> = []
    // Messages for the variables that only they read.
    var waiting = evaluation.policy.validations + evaluation.policy.messages.compactMap(\.self)
    while let next = waiting.popLast() {
      let tree = activation.trace(next.program).tree
      note(tree, of: next)
      for name in tree.variableNames where seen.insert(name).inserted {
        waiting += [evaluation.policy.conditions.variable(named: name)].compactMap(\.self)
      }
    }
  }

  private mutating func note(_ node: Trace.Node, of compiled: CompiledExpression) {
    if case .bool(let truth) = node.value {
      let key = CoverageRecorder.Key(field: compiled.source.path, node: node.expression.id)
      if let index = expressions[key] { coverage.expressions[index].note(truth) }
      if let index = branches[key] { coverage.branches[index].note(truth) }
    }
    for child in node.children { note(child, of: compiled) }
  }
}

extension PolicyCoverage.Branch {
  fileprivate mutating func note(_ truth: Bool) {
    if truth { wasTrue = true } else { wasFalse = true }
  }
}

extension Expression {
  /// The `x` of a `variables.x` that the node begins with.
  fileprivate var variableName: String? {
    switch kind {
    case .select(let operand, let field, _):
      if case .identifier(let name) = operand.kind, name == PolicyVariable.variables.rawValue {
        return field
      }
      return operand.variableName
    case .call(let call):
      return (call.target ?? call.arguments.first)?.variableName
    default: return nil
    }
  }
}

extension Trace.Node {
  /// The policy's variables that were read.
  fileprivate var variableNames: Set<String> {
    var names = Set(value == nil ? [] : [expression.variableName].compactMap(\.self))
    for child in children { names.formUnion(child.variableNames) }
    return names
  }
}
