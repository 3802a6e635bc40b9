/// Notes what happens in an evaluation that is traced.
final class TraceRecorder {
  /// The values of nodes in one turn of a fold, or outside of all folds.
  final class Frame {
    fileprivate(set) var values: [Int: Value] = [:]
    fileprivate(set) var reads: [Int: Trace.Read] = [:]
    fileprivate(set) var turns: [Int: [Frame]] = [:]
  }

  /// Where in the host's data a path has arrived.
  struct Place {
    let id: Int
    let host: any LazyValue
    /// The keys below `host` that it does not have.
    var missing: [Value] = []

    func taking(_ key: Value, isPresent: Bool) -> Place {
      guard missing.isEmpty, isPresent, let child = host.child(key) else {
        return Place(id: id, host: host, missing: missing + [key])
      }
      return Place(id: id, host: child)
    }
  }

  let root = Frame()
  private var stack: [Frame] = []
  /// The elements of the host that iteration variables stand for.
  private var hosts: [Int: any LazyValue] = [:]
  private var currentID = 0

  private var frame: Frame { stack.last ?? root }

  func record(_ value: Value, id: Int) { frame.values[id] = value }

  func place(of root: Attribute.Root, _ value: Value) -> Place? {
    switch root {
    case .local(let slot):
      if let host = hosts[slot] { return Place(id: currentID, host: host) }
    default: break
    }
    guard case .host(let host) = value else {
      if case .optional(.host(let host)?) = value { return Place(id: currentID, host: host) }
      return nil
    }
    return Place(id: currentID, host: host)
  }

  /// Notes that the node that is being evaluated read from the host.
  func read(_ place: Place) {
    frame.reads[frame.reads.count] = Trace.Read(
      expressionID: currentID, host: place.host, missing: place.missing)
  }

  func evaluating(_ id: Int, _ body: () -> Value) -> Value {
    let outer = currentID
    currentID = id
    defer { currentID = outer }
    let value = body()
    record(value, id: id)
    return value
  }

  func iteration(
    of id: Int, index: Int, items: Value, key: Value, slots: FoldStep.Slots, _ body: () -> Bool
  ) -> Bool {
    let turn = Frame()
    frame.turns[id, default: []].append(turn)
    let saved = hosts
    defer { hosts = saved }
    let element: (any LazyValue)? =
      if case .host(let host) = items {
        items.elementCount != nil ? host.element(at: index) : host.child(key)
      } else {
        nil
      }
    hosts[slots.second ?? slots.variable] = element
    stack.append(turn)
    defer { stack.removeLast() }
    return body()
  }
}

extension LazyValue {
  /// The part that a key or an index names.
  fileprivate func child(_ key: Value) -> (any LazyValue)? {
    switch (content, key) {
    case (.map, .string(let name)): member(named: name)
    case (.list(let count), .int(let index)) where index >= 0 && index < count:
      element(at: Int(index))
    default: nil
    }
  }
}

/// A step that notes its value.
final class TracedStep: Step {
  private let step: any Step
  private let id: Int

  init(_ step: any Step, id: Int) {
    self.step = step
    self.id = id
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    guard let recorder = state.recorder else { return step.evaluate(&state) }
    return recorder.evaluating(id) { step.evaluate(&state) }
  }
}
