/// How an evaluation came to its value.
package struct Trace {
  /// What a node read from the host's data.
  package struct Read {
    /// The node that read it.
    package let expressionID: Int
    /// The value that was reached; the nearest present parent when something was missing.
    package let host: any LazyValue
    /// The keys and indices below `host` that were asked for and are not there.
    package let missing: [Value]
  }

  /// A node with its value.
  package struct Node {
    /// The node.
    package let expression: Expression
    /// Nil for a node that was not evaluated, since another decided.
    package let value: Value?
    /// The nodes below that were evaluated; for a fold, those of each turn.
    package let children: [Node]
  }

  /// The value and cost of the whole expression.
  package let evaluation: Evaluation
  private let expression: Expression
  private let root: TraceRecorder.Frame

  init(_ expression: Expression, _ evaluation: Evaluation, _ root: TraceRecorder.Frame) {
    self.expression = expression
    self.evaluation = evaluation
    self.root = root
  }

  /// Everything that was read, in the order it was.
  package var reads: [Read] { reads(of: root) }

  private func reads(of frame: TraceRecorder.Frame) -> [Read] {
    frame.reads.sorted { $0.key < $1.key }.map(\.value)
      + frame.turns.sorted { $0.key < $1.key }.flatMap { $0.value.flatMap(reads) }
  }

  /// What was read by the sub-expressions that decided the outcome.
  ///
  /// Of a false `&&` it is what made an operand false, of a false `||` what made both false; of a
  /// false `all` it is the element that failed, of a false `exists` every element; of a negation
  /// what made its operand true. An error is decided by the operand that failed.
  package var decisiveReads: [Read] {
    var finder = DecisionFinder()
    finder.visit(expression, in: root)
    return finder.reads
  }

  /// The sub-expressions that decided the outcome, outermost first.
  package var decisiveExpressions: [Expression] {
    var finder = DecisionFinder()
    finder.visit(expression, in: root)
    return finder.expressions
  }

  /// The whole tree with the value of every node that was evaluated.
  package var tree: Node { node(expression, in: root) }

  private func node(_ expression: Expression, in frame: TraceRecorder.Frame) -> Node {
    var children: [Node] = []
    if case .comprehension(let fold) = expression.kind {
      children.append(node(fold.range, in: frame))
      for turn in frame.turns[expression.id] ?? [] {
        children.append(node(fold.predicate ?? fold.step, in: turn))
      }
      // `optMap` and its like bind a name by a fold over nothing: what they ask is the result.
      if fold.isBinding { children = [fold.initial, fold.result].map { node($0, in: frame) } }
    } else {
      children = expression.children.map { node($0, in: frame) }
    }
    return Node(
      expression: expression, value: Trace.value(expression, in: frame), children: children)
  }

  fileprivate static func value(_ expression: Expression, in frame: TraceRecorder.Frame) -> Value? {
    if case .literal(let value) = expression.kind { return value }
    return frame.values[expression.id]
  }
}

extension Expression.Comprehension {
  /// Whether nothing is iterated, so that the fold only names a value for its result.
  fileprivate var isBinding: Bool {
    if case .list(let elements, _) = range.kind { return elements.isEmpty }
    return false
  }
}

/// Walks from an outcome down to what decided it.
private struct DecisionFinder {
  private(set) var reads: [Trace.Read] = []
  private(set) var expressions: [Expression] = []

  mutating func visit(_ expression: Expression, in frame: TraceRecorder.Frame) {
    let value = Trace.value(expression, in: frame)
    switch expression.kind {
    case .call(let call) where call.function == Operator.and || call.function == Operator.or:
      visitOperands(call, of: value, in: frame)
    case .call(let call) where call.function == Operator.not:
      visit(call.arguments[0], in: frame)
    case .call(let call) where call.function == Operator.conditional:
      visitConditional(call, in: frame)
    case .comprehension(let fold):
      visitFold(fold, expression, value, in: frame)
    default:
      expressions.append(expression)
      collect(expression, in: frame)
    }
  }

  private mutating func visitOperands(
    _ call: Expression.Call, of value: Value?, in frame: TraceRecorder.Frame
  ) {
    let outcome = value.flatMap(DecisionFinder.truth)
    let agreeing = call.arguments.filter { operand in
      guard let operandValue = Trace.value(operand, in: frame) else { return false }
      return DecisionFinder.truth(operandValue) == outcome
    }
    for operand in agreeing.isEmpty ? call.arguments : agreeing { visit(operand, in: frame) }
  }

  /// True, false, or nil for an error.
  private static func truth(_ value: Value) -> Bool? {
    if case .bool(let truth) = value { return truth }
    return nil
  }

  private mutating func visitConditional(_ call: Expression.Call, in frame: TraceRecorder.Frame) {
    switch Trace.value(call.arguments[0], in: frame) {
    case .bool(true)?: visit(call.arguments[1], in: frame)
    case .bool(false)?: visit(call.arguments[2], in: frame)
    default: visit(call.arguments[0], in: frame)
    }
  }

  private mutating func visitFold(
    _ fold: Expression.Comprehension, _ expression: Expression, _ value: Value?,
    in frame: TraceRecorder.Frame
  ) {
    let turns = frame.turns[expression.id] ?? []
    guard let predicate = fold.predicate, ["all", "exists", "existsOne"].contains(fold.macro),
      !turns.isEmpty
    else {
      expressions.append(expression)
      return collect(expression, in: frame)
    }
    let outcome = value.flatMap(DecisionFinder.truth)
    let deciding = turns.filter { turn in
      guard let predicateValue = Trace.value(predicate, in: turn) else { return false }
      return DecisionFinder.truth(predicateValue) == outcome
    }
    for turn in deciding.isEmpty ? turns : deciding { visit(predicate, in: turn) }
  }

  /// What a node and everything below it read.
  private mutating func collect(_ expression: Expression, in frame: TraceRecorder.Frame) {
    var ids: Set<Int> = []
    var turns: [TraceRecorder.Frame] = []
    expression.forEach { node in
      ids.insert(node.id)
      turns += frame.turns[node.id] ?? []
    }
    reads += frame.reads.sorted { $0.key < $1.key }.map(\.value)
      .filter { ids.contains($0.expressionID) }
    for turn in turns { collect(expression, in: turn) }
  }
}
