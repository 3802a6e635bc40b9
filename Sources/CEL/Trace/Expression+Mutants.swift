package import Diagnostics

extension Expression {
  /// The small changes that turn the expression into another one: an operator for its neighbour, an
  /// operand left out, a negation dropped, a number that is one more.
  ///
  /// What a macro made is left alone, but for the parts that were written.
  ///
  /// - Parameter source: the text that the expression was parsed from.
  package func mutants(of source: String) -> [Mutant] {
    var mutants: [Mutant] = []
    collectMutants(of: Array(source.utf8), into: &mutants)
    return mutants
  }

  /// A piece of an expression with what is written in its place.
  package struct Mutant: Sendable {
    /// The bytes of the source that are replaced.
    package let range: ByteRange
    /// What stands there.
    package let old: String
    /// What is written instead.
    package let new: String
  }

  private func collectMutants(of bytes: [UInt8], into mutants: inout [Mutant]) {
    func text(_ range: ByteRange) -> String {
      String(decoding: bytes[range.indices], as: UTF8.self)
    }
    func replace(by new: String) {
      mutants.append(Mutant(range: range, old: text(range), new: new))
    }
    switch kind {
    case .literal(.int(let number)) where number < .max: replace(by: String(number + 1))
    case .call(let call):
      let operands = call.arguments.map { text($0.range) }
      if let other = Self.neighbours[call.function] {
        replace(by: operands.joined(separator: " \(other) "))
      }
      if call.function == Operator.and || call.function == Operator.or {
        let symbol = call.function == Operator.and ? " && " : " || "
        for index in operands.indices {
          var rest = operands
          rest.remove(at: index)
          replace(by: rest.joined(separator: symbol))
        }
      }
      if call.function == Operator.not { replace(by: operands[0]) }
    default: break
    }
    for child in written { child.collectMutants(of: bytes, into: &mutants) }
  }

  /// The nodes below that stand in the source by themselves.
  private var written: [Expression] {
    guard case .comprehension(let fold) = kind else { return children }
    return [fold.range] + [fold.predicate].compactMap(\.self)
  }

  /// What an operator is easily taken for.
  private static let neighbours = [
    Operator.and: "||", Operator.or: "&&", Operator.less: "<=", Operator.lessOrEqual: "<",
    Operator.greater: ">=", Operator.greaterOrEqual: ">", Operator.equals: "!=",
    Operator.notEquals: "==",
  ]
}
