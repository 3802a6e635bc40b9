import Diagnostics

/// A sub-expression with what it came to, as people read a trace.
package struct TraceLine: Sendable {
  /// How many of the lines above it is a part of.
  package let depth: Int
  /// The sub-expression as it is written, on one line.
  package let text: String
  /// Nil for one that was not evaluated, since another decided.
  package let value: Value?
  /// The number of the element, from 0, where the line is what a macro asks of one.
  package let turn: Int?
}

extension Trace {
  /// The expression and each part of it that has a value of its own, outermost first.
  ///
  /// What tells nothing is left out: literals, and the steps of a path, which shows as a whole.
  ///
  /// - Parameter source: the text that was compiled.
  package func outline(of source: String) -> [TraceLine] {
    var outline = Outline(source: Array(source.utf8))
    outline.add(tree, depth: 0)
    return outline.lines
  }
}

/// Collects the lines of an outline.
private struct Outline {
  let source: [UInt8]
  private(set) var lines: [TraceLine] = []

  init(source: [UInt8]) { self.source = source }

  mutating func add(_ node: Trace.Node, depth: Int, turn: Int? = nil) {
    lines.append(
      TraceLine(depth: depth, text: text(of: node.expression), value: node.value, turn: turn))
    guard node.value != nil else { return }
    addParts(of: node, depth: depth + 1)
  }

  private mutating func addParts(of node: Trace.Node, depth: Int) {
    if case .comprehension = node.expression.kind {
      // The first is the range, the others are the turns.
      for (index, child) in node.children.enumerated() {
        addPart(child, of: node, depth: depth, turn: index == 0 ? nil : index - 1)
      }
    } else {
      for child in node.children { addPart(child, of: node, depth: depth, turn: nil) }
    }
  }

  private mutating func addPart(_ node: Trace.Node, of whole: Trace.Node, depth: Int, turn: Int?) {
    guard !node.expression.isConstant else { return }
    // `a && b && c` is one line with three below it, whichever way it was parsed.
    if node.value != nil, let operation = node.expression.logicOperation,
      operation == whole.expression.logicOperation
    {
      return addParts(of: node, depth: depth)
    }
    // What a macro made has the text of the whole call, and is no part that anybody wrote.
    let isWritten = node.expression.range != whole.expression.range
    let isStep = node.value == nil && whole.expression.isPath
    guard isWritten, !isStep else { return addSynthetic(node, of: whole, depth: depth, turn: turn) }
    add(node, depth: depth, turn: turn)
  }

  private mutating func addSynthetic(
    _ node: Trace.Node, of whole: Trace.Node, depth: Int, turn: Int?
  ) {
    for child in node.children {
      if child.expression.range == whole.expression.range {
        addSynthetic(child, of: whole, depth: depth, turn: turn)
      } else if child.value != nil || !node.expression.isPath {
        addPart(child, of: node, depth: depth, turn: turn)
      } else {
        addSynthetic(child, of: child, depth: depth, turn: turn)
      }
    }
  }

  /// The text of an expression with each run of white space as one space.
  private func text(of expression: Expression) -> String {
    let bytes = source[expression.range.indices]
    let words = bytes.split { $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) }
    return words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
  }
}

extension Expression {
  /// Whether the node is a literal, or a list or map of nothing but literals.
  fileprivate var isConstant: Bool {
    switch kind {
    case .literal: true
    case .list, .map: children.allSatisfy(\.isConstant)
    default: false
    }
  }

  /// `&&` or `||`; nil for any other node.
  fileprivate var logicOperation: String? {
    guard case .call(let call) = kind,
      call.function == Operator.and || call.function == Operator.or
    else { return nil }
    return call.function
  }

  /// Whether the node takes a part from what another names, as `a.b` and `a[0]` do.
  fileprivate var isPath: Bool {
    switch kind {
    case .select: true
    case .call(let call):
      [Operator.index, Operator.optionalIndex, Operator.optionalSelect].contains(call.function)
    default: false
    }
  }
}
