/// One node of a plan: it answers a value and charges what that costs.
protocol Step: AnyObject, Sendable {
  func evaluate(_ state: EvaluationState) -> Value
}

/// What one evaluation keeps while it runs.
final class EvaluationState {
  private let activation: Activation
  private let names: [String]
  private let limit: UInt64
  private var globals: [Value?]
  /// The iteration variables and accumulators; nil for an accumulator that was not asked for yet.
  var locals: [Value?]
  private(set) var cost: UInt64 = 0
  /// Whether the cost limit was exceeded, so that nothing more is worth evaluating.
  private(set) var isCancelled = false
  /// Notes values and what was read from the host; nil unless the caller asked for a trace.
  let recorder: TraceRecorder?

  init(
    _ activation: Activation, names: [String], localCount: Int, limit: UInt64,
    recorder: TraceRecorder?
  ) {
    self.activation = activation
    self.names = names
    self.limit = limit
    self.recorder = recorder
    globals = Array(repeating: nil, count: names.count)
    locals = Array(repeating: nil, count: localCount)
  }

  func charge(_ amount: UInt64) {
    cost = cost.addingSaturated(amount)
    if cost > limit { isCancelled = true }
  }

  static let cancelled = Value.error(
    EvaluationError(
      "operation cancelled: actual cost limit exceeded", reason: .costLimit))

  /// The value of a variable of the host.
  func global(_ index: Int) -> Value {
    if let value = globals[index] { return value }
    let value =
      activation[names[index]] ?? .failure("no such attribute(s): \(names[index])")
    globals[index] = value
    return value
  }
}

/// The values of the variables that an expression may name.
package struct Activation: Sendable {
  /// Few, so that a list is faster than a table, and copied whenever one is added.
  private var bindings: [(name: String, value: Value)]

  /// Variables by name; a name may have points in it, as `variables.limit`.
  package init(_ bindings: [String: Value] = [:]) {
    self.bindings = bindings.map { ($0.key, $0.value) }
  }

  /// The value of a variable; nil where it has none.
  package subscript(name: String) -> Value? {
    get { bindings.first { $0.name == name }?.value }
    set {
      let index = bindings.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let value?): bindings[index].value = value
      case (let index?, nil): bindings.remove(at: index)
      case (nil, let value?): bindings.append((name, value))
      case (nil, nil): break
      }
    }
  }
}

/// A literal, or what could be worked out while compiling; it costs nothing.
final class ConstantStep: Step {
  let value: Value
  init(_ value: Value) { self.value = value }
  func evaluate(_ state: EvaluationState) -> Value { value }
}
