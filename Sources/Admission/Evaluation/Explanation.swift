import CEL
import Diagnostics
import YAML

/// Why an expression came to its value: the part that decided, and the field that this part read.
struct Explanation {
  var expression: Location?
  var field: FieldReading?
  /// Further fields that the deciding parts read.
  var others: [FieldReading] = []
}

extension PolicyEvaluation {
  /// Evaluates a validation once more and looks for what decided it.
  func explanation(of expression: CompiledExpression) -> Explanation? {
    let activation = activation(budget: CostBudget.validations)
    let trace = activation.trace(expression.program)
    let readings = activation.readings(trace.decisiveReads, depth: 0)
    let field = readings.first { $0.variable == .object && !$0.isPresent }
      ?? readings.first { $0.variable == .object } ?? readings.first
    let place = trace.decisiveExpressions.first.flatMap {
      expression.source.location(of: $0.range)
    }
    return Explanation(
      expression: place ?? expression.source.location, field: field,
      others: readings.filter { $0.path != field?.path })
  }
}

extension PolicyActivation {
  /// The fields behind what a trace read, through the policy's variables.
  fileprivate func readings(_ reads: [Trace.Read], depth: Int) -> [FieldReading] {
    // A variable of a variable: deep enough for any policy that people can read.
    guard depth < 16 else { return [] }
    return reads.flatMap { read -> [FieldReading] in
      switch read.host {
      case let host as NodeValue: [FieldReading(host, missing: read.missing)]
      case let host as VariableValue:
        program(ofVariable: host.name).map {
          readings(trace($0).reads, depth: depth + 1)
        } ?? []
      default: []
      }
    }
  }
}

extension FieldReading {
  /// The field below `host`, whose nearest present parent `host` is when something is missing.
  fileprivate init(_ host: NodeValue, missing: [Value]) {
    var path = host.path
    for key in missing {
      switch key {
      case .string(let name): path = path.appending(.key(name))
      case .int(let index): path = path.appending(.index(Int(index)))
      default: break
      }
    }
    var place: NodeValue? = host
    while let next = place, next.node.origin.location == nil { place = next.parent }
    self.init(
      variable: host.variable, path: path, isPresent: missing.isEmpty,
      origin: place?.node.origin ?? host.node.origin)
  }
}
