/// A comprehension.
final class FoldStep: Step {
  /// Where a fold keeps its variables.
  struct Slots: Sendable {
    let variable: Int
    let second: Int?
    let accumulator: Int
  }

  /// The predicate of `all` or `exists`, by which the condition and the step of a turn are done at
  /// once: whether to go on, and what came before joined to the predicate by `&&` or `||`.
  struct Predicate: Sendable {
    let step: any Step
    /// What ends the fold: false for `all`, true for `exists`.
    let decisive: Bool

    fileprivate func advance(_ state: inout EvaluationState, _ accumulator: Int) -> Bool {
      let before = state.slots[accumulator] ?? .bool(!decisive)
      // What the condition costs: the accumulator, its negation for `exists`, the look at it.
      state.charge(decisive ? 3 : 2)
      if case .bool(decisive) = before { return false }
      // The step reads the accumulator once more.
      state.charge(1)
      state.slots[accumulator] =
        state.isCancelled
        ? EvaluationState.cancelled
        : LogicStep.joined(before, step.evaluate(&state), decisive: decisive)
      return true
    }
  }

  private let id: Int
  private let range: any Step
  private let slots: Slots
  private let predicate: Predicate?
  private let condition: any Step
  private let step: any Step
  private let result: any Step

  /// - Parameter predicate: what does the same as the condition and the step, where something does.
  init(
    id: Int, range: any Step, slots: Slots, predicate: Predicate? = nil, condition: any Step,
    step: any Step, result: any Step
  ) {
    self.predicate = predicate
    self.id = id
    self.range = range
    self.slots = slots
    self.condition = condition
    self.step = step
    self.result = result
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    let items = range.evaluate(&state)
    if items.isError { return items }
    state.slots[slots.accumulator] = nil
    if let count = items.elementCount {
      for index in 0..<count {
        let element = items.element(at: index)
        let isPair = slots.second != nil
        guard
          turn(
            &state, isPair ? .int(Int64(index)) : element, element, of: items, at: index)
        else { break }
      }
    } else if items.entryCount != nil {
      for (index, key) in items.keys.enumerated() {
        let value = slots.second == nil ? Value.null : items.lookUp(key) ?? .null
        guard
          turn(
            &state, key, value, of: items, at: index)
        else { break }
      }
    } else {
      return .failure("got '\(items.goTypeName)', expected iterable type")
    }
    let value = result.evaluate(&state)
    state.slots[slots.accumulator] = nil
    return state.isCancelled ? EvaluationState.cancelled : value
  }

  /// Evaluates the step for one element; false when the fold is over.
  private func turn(
    _ state: inout EvaluationState, _ first: Value, _ second: Value, of items: Value, at index: Int
  ) -> Bool {
    guard !state.isCancelled else { return false }
    state.slots[slots.variable] = first
    if let slot = slots.second { state.slots[slot] = second }
    guard let recorder = state.recorder else { return advance(&state) }
    return recorder.iteration(of: id, index: index, items: items, key: first, slots: slots) {
      advance(&state)
    }
  }

  private func advance(_ state: inout EvaluationState) -> Bool {
    if let predicate { return predicate.advance(&state, slots.accumulator) }
    if case .bool(false) = condition.evaluate(&state) { return false }
    let value = step.evaluate(&state)
    state.slots[slots.accumulator] = value
    return true
  }
}

/// `accumulator + [element]`, done in place.
final class AppendStep: Step {
  private let slot: Int
  private let initial: any Step
  private let element: any Step

  init(slot: Int, initial: any Step, element: any Step) {
    self.slot = slot
    self.initial = initial
    self.element = element
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    let accumulated = state.slots[slot] ?? initial.evaluate(&state)
    state.charge(1)
    let element = element.evaluate(&state)
    state.charge(11)
    if accumulated.isError { return accumulated }
    if element.isError { return element }
    return append(element, to: accumulated, &state)
  }

  private func append(
    _ element: Value, to accumulated: consuming Value, _ state: inout EvaluationState
  ) -> Value {
    // The slot gives its reference up, so that the elements are not copied every turn.
    state.slots[slot] = nil
    guard case .list(var elements) = consume accumulated else { return .noSuchOverload }
    elements.append(element)
    return .list(elements)
  }
}

/// An insertion into the accumulated map, done in place.
final class InsertStep: Step {
  private let slot: Int
  private let initial: any Step
  private let arguments: [any Step]

  /// - Parameter arguments: a key and a value, or a map.
  init(slot: Int, initial: any Step, arguments: [any Step]) {
    self.slot = slot
    self.initial = initial
    self.arguments = arguments
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    if state.slots[slot] == nil { state.slots[slot] = initial.evaluate(&state) }
    state.charge(1)
    if let accumulated = state.slots[slot], accumulated.isError { return accumulated }
    var values: [Value] = []
    for (index, argument) in arguments.enumerated() {
      let value = argument.evaluate(&state)
      if value.isError {
        // A call is paid for once its last argument was evaluated, whatever that gave.
        if index == arguments.count - 1 { state.charge(1) }
        return value
      }
      values.append(value)
    }
    state.charge(1)
    return insert(values, state.slots[slot].take() ?? .null)
  }

  private func insert(_ values: [Value], _ accumulated: consuming Value) -> Value {
    guard case .map(let map) = consume accumulated else { return .noSuchOverload }
    return values.count == 2
      ? FunctionLibrary.insert([(values[0], values[1])], into: map)
      : FunctionLibrary.insert(values[0].entries, into: map)
  }
}
