import CEL
import Diagnostics
import YAML

/// Why an expression came to its value: the part that decided, and the fields that this part read.
struct Explanation {
  var expression: Location?
  /// The field to look at.
  var field: FieldReading?
  /// Further fields that the deciding part read.
  var others: [FieldReading] = []
}

extension PolicyEvaluation {
  /// Evaluates a validation once more and looks for what decided it.
  ///
  /// Nil where nobody wants to know.
  func explanation(of expression: CompiledExpression) -> Explanation? {
    guard explainsFailures else { return nil }
    let activation = activation(budget: CostBudget.validations)
    let trace = activation.trace(expression.program)
    let readings = activation.fields(of: trace.decisiveReads, depth: 0).mostTelling
    let place = trace.decisiveExpressions.first.flatMap {
      expression.source.location(of: $0.range)
    }
    return Explanation(
      expression: place ?? expression.source.location, field: readings.first.map(FieldReading.init),
      others: readings.dropFirst().map(FieldReading.init))
  }
}

/// A part of an object that an expression asked for.
private struct HostRead {
  /// What was found: the field, or its nearest parent that is there.
  var host: NodeValue
  /// The way on from `host` to the field.
  var missing: [FieldPath.Step]

  var path: FieldPath { FieldPath(host.path.steps + missing) }
}

extension PolicyActivation {
  /// The fields that were read, and, where none was, those behind the policy's variables.
  fileprivate func fields(of reads: [Trace.Read], depth: Int) -> [HostRead] {
    let direct = reads.compactMap { read in
      (read.host as? NodeValue).map { HostRead(host: $0, missing: read.missing.steps) }
    }
    if direct.contains(where: { $0.host.variable == .object }) { return direct }
    // A variable of a variable: deep enough for any policy that people can read.
    guard depth < 16 else { return direct }
    let names = reads.compactMap { ($0.host as? VariableValue)?.name }
    return names.compactMap(program(ofVariable:)).flatMap {
      fields(of: trace($0).reads, depth: depth + 1)
    } + direct
  }
}

extension [Value] {
  /// Keys and indices as steps of a path.
  fileprivate var steps: [FieldPath.Step] {
    compactMap { key in
      switch key {
      case .string(let name): .key(name)
      case .int(let index): .index(Int(index))
      default: nil
      }
    }
  }
}

extension [HostRead] {
  /// The reads in the order in which they help: the object's before other variables', what is
  /// missing before what is there; each field once, and no field of which a part was read too.
  fileprivate var mostTelling: [HostRead] {
    var distinct: [HostRead] = []
    for read in self {
      let isKnown = distinct.contains {
        $0.host.variable == read.host.variable && $0.path == read.path
      }
      if !isKnown { distinct.append(read) }
    }
    let ends = distinct.filter { read in
      !distinct.contains {
        $0.host.variable == read.host.variable && $0.path.extends(read.path)
      }
    }
    if let list = ends.commonList { return [list] }
    func rank(_ read: HostRead) -> Int {
      (read.host.variable == .object ? 0 : 2) + (read.missing.isEmpty ? 1 : 0)
    }
    return ends.enumerated().sorted {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }
    .map(\.element)
  }

  /// The list of which the reads are about one element each, as where no element satisfies an
  /// `exists`.
  private var commonList: HostRead? {
    guard count > 1, let first, first.host.variable == .object else { return nil }
    let paths = map(\.path.steps)
    let length = paths[0].count
    guard paths.allSatisfy({ $0.count == length }) else { return nil }
    let differing = (0..<length).filter { step in Set(paths.map { $0[step] }).count > 1 }
    guard differing.count == 1, case .index = paths[0][differing[0]] else { return nil }
    var host: NodeValue? = first.host
    while let next = host, next.path.steps.count > differing[0] { host = next.parent }
    return host.map { HostRead(host: $0, missing: []) }
  }
}

extension FieldPath {
  /// Whether the path leads further than `other` on the same way.
  fileprivate func extends(_ other: FieldPath) -> Bool {
    steps.count > other.steps.count && steps.starts(with: other.steps)
  }
}

extension FieldReading {
  /// The origin is that of the field, or of its nearest parent that comes from somewhere.
  fileprivate init(_ read: HostRead) {
    var place: NodeValue? = read.host
    while let next = place, next.node.origin.location == nil { place = next.parent }
    self.init(
      variable: read.host.variable, path: read.path, isPresent: read.missing.isEmpty,
      origin: place?.node.origin ?? read.host.node.origin)
  }
}
