import Synchronization

/// One node of a plan: it answers a value and charges what that costs.
protocol Step: AnyObject, Sendable {
  func evaluate(_ state: inout EvaluationState) -> Value
}

/// What one evaluation keeps while it runs.
struct EvaluationState {
  private let activation: Activation
  private let names: [String]
  private let limit: UInt64
  /// The iteration variables and accumulators, then the variables of the host; nil for what was not
  /// asked for yet.
  var slots: [Value?] = []
  private let localCount: Int
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
    self.localCount = localCount
    // One by one, for which the compiler makes faster code than for a repetition.
    slots.reserveCapacity(localCount + names.count)
    for _ in 0..<localCount + names.count { slots.append(nil) }
  }

  mutating func charge(_ amount: UInt64) {
    cost = cost.addingSaturated(amount)
    if cost > limit { isCancelled = true }
  }

  static let cancelled = Value.error(
    EvaluationError(
      "operation cancelled: actual cost limit exceeded", reason: .costLimit))

  /// The value of a variable of the host.
  mutating func global(_ index: Int) -> Value {
    let slot = localCount + index
    if let value = slots[slot] { return value }
    let value =
      activation[names[index]] ?? .failure("no such attribute(s): \(names[index])")
    slots[slot] = value
    return value
  }
}

/// The values of the variables that an expression may name.
package struct Activation: Sendable {
  /// Few, so that a list is faster than a table.
  private var bindings: [Binding]
  /// Those of another activation, which the others hide.
  private let shared: [Binding]
  /// One that hides all others of its name; apart, so that adding it copies none of them.
  private var last: Binding?

  private struct Binding: Sendable {
    var name: String
    /// Nil where the variable of a shared binding is taken away.
    var value: Value?
    /// What gives the value where it is not made yet.
    var deferred: DeferredValue?
  }

  /// Variables by name; a name may have points in it, as `variables.limit`.
  package init(_ bindings: [String: Value] = [:]) {
    self.bindings = bindings.map { Binding(name: $0.key, value: $0.value) }
    shared = []
    last = nil
  }

  /// Makes room for so many variables.
  package mutating func reserveCapacity(_ count: Int) { bindings.reserveCapacity(count) }

  /// The variables of another activation, to which some are added, without copying those that it has.
  package init(over other: Activation) {
    bindings = other.shared.isEmpty ? [] : other.bindings
    shared = other.shared.isEmpty ? other.bindings : other.shared
    last = other.last
  }

  /// The activation with one variable more; of one that has not been added to, nothing is copied.
  package func adding(_ name: String, _ value: Value) -> Activation {
    var copy = self
    if last == nil {
      copy.last = Binding(name: name, value: value)
    } else {
      copy[name] = value
    }
    return copy
  }

  /// The value of a variable; nil where it has none.
  package subscript(name: String) -> Value? {
    get {
      if let last, last.name == name { return Self.value(last) }
      if let index = Self.index(of: name, in: bindings) { return Self.value(bindings[index]) }
      return Self.index(of: name, in: shared).flatMap { Self.value(shared[$0]) }
    }
    set {
      set(Binding(name: name, value: newValue))
    }
  }

  /// Sets a variable to a value that is made when an expression first asks for it.
  package mutating func set(_ name: String, to value: @escaping @Sendable () -> Value) {
    set(Binding(name: name, deferred: DeferredValue(value)))
  }

  private mutating func set(_ binding: Binding) {
    if last?.name == binding.name {
      last = binding
    } else if let index = Self.index(of: binding.name, in: bindings) {
      bindings[index] = binding
    } else {
      bindings.append(binding)
    }
  }

  private static func value(_ binding: Binding) -> Value? {
    binding.value ?? binding.deferred?.value
  }

  private static func index(of name: String, in bindings: [Binding]) -> Int? {
    for index in bindings.indices where bindings[index].name == name { return index }
    return nil
  }
}

/// A value that is made once, when it is first asked for.
private final class DeferredValue: Sendable {
  private let make: @Sendable () -> Value
  private let made = Mutex<Value?>(nil)

  init(_ make: @escaping @Sendable () -> Value) { self.make = make }

  var value: Value {
    made.withLock { made in
      if let made { return made }
      let value = make()
      made = value
      return value
    }
  }
}

/// A literal, or what could be worked out while compiling; it costs nothing.
final class ConstantStep: Step {
  let value: Value
  init(_ value: Value) { self.value = value }
  func evaluate(_ state: inout EvaluationState) -> Value { value }
}
