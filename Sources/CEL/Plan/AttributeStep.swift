/// A variable or an operand with the fields, keys and indices that are taken from it.
///
/// Each that is taken costs one, and so does the attribute itself, except where it only names what
/// another attribute takes or what a conditional chooses.
enum Attribute: Sendable {
  case chain(Path)
  case choice(Conditional)

  /// Where a path begins.
  enum Root: Sendable {
    case global(Int)
    case local(Int)
    /// An accumulator with what it begins as, evaluated when it is first asked for.
    case accumulator(Int, initial: any Step)
    case operand(any Step)
  }

  /// What a path takes from what it reached.
  struct Qualifier: Sendable {
    enum Key: Sendable {
      case constant(Value)
      /// Another attribute, which is not charged for itself.
      case attribute(Attribute)
      case step(any Step)
    }

    let key: Key
    let isOptional: Bool
    /// Whether the path asks for presence only, as `has()` does.
    let isTest: Bool
    let id: Int
  }

  static func path(_ root: Root, _ qualifiers: [Qualifier] = [], id: Int) -> Attribute {
    .chain(Path(root, qualifiers, id: id))
  }

  static func conditional(
    condition: any Step, whenTrue: Attribute, whenFalse: Attribute, id: Int
  ) -> Attribute {
    .choice(Conditional(condition, whenTrue: whenTrue, whenFalse: whenFalse, id: id))
  }

  /// The attribute with one qualifier more, which goes to both branches of a conditional.
  func adding(_ qualifier: Qualifier) -> Attribute {
    switch self {
    case .chain(let path): .path(path.root, path.qualifiers + [qualifier], id: qualifier.id)
    case .choice(let choice):
      .conditional(
        condition: choice.condition, whenTrue: choice.whenTrue.adding(qualifier),
        whenFalse: choice.whenFalse.adding(qualifier), id: choice.id)
    }
  }

  /// The value with what the path's parts cost, but not the attribute itself.
  func resolve(_ state: inout EvaluationState) -> Value {
    switch self {
    case .chain(let path): path.resolve(&state)
    case .choice(let choice): choice.resolve(&state)
    }
  }

  /// One of two attributes.
  final class Conditional: Sendable {
    fileprivate let condition: any Step
    fileprivate let whenTrue: Attribute
    fileprivate let whenFalse: Attribute
    fileprivate let id: Int

    fileprivate init(
      _ condition: any Step, whenTrue: Attribute, whenFalse: Attribute, id: Int
    ) {
      self.condition = condition
      self.whenTrue = whenTrue
      self.whenFalse = whenFalse
      self.id = id
    }

    fileprivate func resolve(_ state: inout EvaluationState) -> Value {
      let result: Value
      switch condition.evaluate(&state) {
      case .bool(true): result = whenTrue.resolve(&state)
      case .bool(false): result = whenFalse.resolve(&state)
      case .error(let error): result = .error(error)
      default: result = .noSuchOverload
      }
      state.recorder?.record(result, id: id)
      return result
    }
  }
}

extension Attribute {
  /// What is taken from one root, in order.
  final class Path: Sendable {
    fileprivate let root: Root
    fileprivate let qualifiers: [Qualifier]
    fileprivate let id: Int
    /// Whether the last of it only asks for presence.
    fileprivate let isTest: Bool

    fileprivate init(_ root: Root, _ qualifiers: [Qualifier], id: Int) {
      self.root = root
      self.qualifiers = qualifiers
      self.id = id
      isTest = qualifiers.last?.isTest == true
    }

    fileprivate func resolve(_ state: inout EvaluationState) -> Value {
      let value = root.value(&state)
      guard let recorder = state.recorder else {
        return qualifiers.isEmpty ? value : qualify(value, &state)
      }
      let place = recorder.place(of: root, value)
      let result: Value
      if qualifiers.isEmpty {
        if let place { recorder.read(place) }
        result = value
      } else {
        result = qualify(value, &state, from: place)
      }
      recorder.record(result, id: id)
      return result
    }

    private func qualify(
      _ root: Value, _ state: inout EvaluationState, from place: TraceRecorder.Place? = nil
    ) -> Value {
      var value = root
      var isOptional = false
      if case .error = value { return value }
      if case .optional(let wrapped) = value {
        guard let wrapped else { return isTest ? .bool(false) : value }
        value = wrapped
        isOptional = true
      }
      var place = place
      for qualifier in qualifiers {
        isOptional = isOptional || qualifier.isOptional
        let key = qualifier.key.value(&state)
        if case .error = key {
          state.charge(1)
          return key
        }
        let found = value.qualified(by: key)
        if let known = place { place = known.taking(key, isPresent: found.isPresent) }
        if qualifier.isTest {
          if found.isPresent || !isOptional { state.charge(1) }
          if let place { state.recorder?.read(place) }
          if case .failure(let error) = found { return .error(error) }
          return .bool(found.isPresent)
        }
        switch found {
        case .success(let inner?):
          state.charge(1)
          value = inner
        case .success(nil):
          if let place { state.recorder?.read(place) }
          guard !isOptional else { return isTest ? .bool(false) : .optional(nil) }
          state.charge(1)
          return value.missing(key)
        case .failure(let error):
          state.charge(1)
          if let place { state.recorder?.read(place) }
          return .error(error)
        }
      }
      if let place { state.recorder?.read(place) }
      if case .error = value { return value }
      return isOptional ? .optional(value) : value
    }
  }
}

extension Attribute.Root {
  fileprivate func value(_ state: inout EvaluationState) -> Value {
    switch self {
    case .global(let index): return state.global(index)
    case .local(let slot): return state.locals[slot] ?? .null
    case .accumulator(let slot, let initial):
      if let value = state.locals[slot] { return value }
      let value = initial.evaluate(&state)
      state.locals[slot] = value
      return value
    case .operand(let step): return step.evaluate(&state)
    }
  }
}

extension Attribute.Qualifier.Key {
  fileprivate func value(_ state: inout EvaluationState) -> Value {
    let value: Value
    switch self {
    case .constant(let constant): return constant
    case .attribute(let attribute): value = attribute.resolve(&state)
    case .step(let step): value = step.evaluate(&state)
    }
    return value.isQualifier || value.isError ? value : value.invalidQualifier
  }
}

extension Result<Value?, EvaluationError> {
  fileprivate var isPresent: Bool {
    if case .success(.some) = self { return true }
    return false
  }
}

extension Value {
  /// Whether the value can be a key or an index.
  var isQualifier: Bool {
    switch self {
    case .string, .int, .uint, .double, .bool: true
    default: false
    }
  }

  var invalidQualifier: Value {
    let name =
      switch self {
      case .bytes: "types.Bytes"
      case .null: "types.Null"
      case .timestamp: "types.Timestamp"
      case .duration: "types.Duration"
      case .optional: "*types.Optional"
      case .type: "*types.Type"
      default: elementCount != nil ? "*types.baseList" : "*types.baseMap"
      }
    return .failure("invalid qualifier type: \(name)")
  }

  /// The part that a key or index names; nil where there is none, an error where none can be.
  fileprivate func qualified(by key: Value) -> Result<Value?, EvaluationError> {
    if case .host(let host) = self, case .string(let name) = key, case .map = host.content {
      return .success(host.member(named: name)?.value)
    }
    if let count = elementCount {
      let index: Int64?
      switch key {
      case .int(let number): index = number
      case .uint(let number): index = Int64(exactly: number) ?? .max
      case .double(let number): index = Int64(exactly: number)
      default:
        return .failure(EvaluationError("unsupported index type '\(key.type.name)' in list"))
      }
      guard let index else {
        return .failure(EvaluationError("unsupported index value \(key.goText) in list"))
      }
      return .success(index >= 0 && index < count ? element(at: Int(index)) : nil)
    }
    if case .error(let error) = self { return .failure(error) }
    return .success(lookUp(key))
  }

  fileprivate func missing(_ key: Value) -> Value {
    .failure(
      elementCount != nil
        ? "index out of bounds: \(key.goText)" : "no such key: \(key.goText)")
  }
}

/// An attribute as a step of its own, charged for itself unless it chooses or only tests.
final class AttributeStep: Step {
  let attribute: Attribute
  private let ownCost: UInt64

  init(_ attribute: Attribute) {
    self.attribute = attribute
    switch attribute {
    case .choice: ownCost = 0
    case .chain(let path): ownCost = path.isTest ? 0 : 1
    }
  }

  func evaluate(_ state: inout EvaluationState) -> Value {
    let value = attribute.resolve(&state)
    state.charge(ownCost)
    return value
  }
}
