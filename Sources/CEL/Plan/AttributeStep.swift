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
  ///
  /// A class, since each evaluation of a path goes through all that it takes.
  final class Qualifier: Sendable {
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
    /// The key, where it is a text that is known beforehand, as most are.
    fileprivate let name: String?

    init(key: Key, isOptional: Bool, isTest: Bool, id: Int) {
      self.key = key
      self.isOptional = isOptional
      self.isTest = isTest
      self.id = id
      if case .constant(.string(let name)) = key { self.name = name } else { name = nil }
    }

    /// A field of a structure or a key of a map.
    convenience init(_ field: String, isTest: Bool, id: Int) {
      self.init(key: .constant(.string(field)), isOptional: false, isTest: isTest, id: id)
    }
  }

  static func path(_ root: Root, _ qualifiers: [Qualifier] = [], id: Int) -> Attribute {
    .chain(Path(root, qualifiers, id: id))
  }

  static func conditional(
    condition: any Step, whenTrue: Attribute, whenFalse: Attribute, id: Int
  ) -> Attribute {
    .choice(Conditional(condition, whenTrue: whenTrue, whenFalse: whenFalse, id: id))
  }

  /// The variable that the attribute is, where nothing is taken from it.
  var variable: Root? {
    guard case .chain(let path) = self, path.qualifiers.isEmpty else { return nil }
    return path.root
  }

  /// The attribute with more qualifiers, which go to both branches of a conditional.
  func adding(_ qualifiers: [Qualifier]) -> Attribute {
    switch self {
    case .chain(let path):
      .path(
        path.root, path.qualifiers.isEmpty ? qualifiers : path.qualifiers + qualifiers,
        id: qualifiers.last?.id ?? path.id)
    case .choice(let choice):
      .conditional(
        condition: choice.condition, whenTrue: choice.whenTrue.adding(qualifiers),
        whenFalse: choice.whenFalse.adding(qualifiers), id: choice.id)
    }
  }

  /// What an attribute leads to: an optional, which is dear to make, only where somebody asks for one.
  enum Reached {
    case value(Value)
    /// A value behind a part of the path that may be absent.
    case present(Value)
    /// Nothing behind such a part.
    case absent

    var value: Value {
      switch self {
      case .value(let value): value
      case .present(let value): .optional(value)
      case .absent: .optional(nil)
      }
    }
  }

  /// The value with what the path's parts cost, but not the attribute itself.
  func resolve(_ state: inout EvaluationState) -> Value { reach(&state).value }

  fileprivate func reach(_ state: inout EvaluationState) -> Reached {
    switch self {
    case .chain(let path): path.reach(&state)
    case .choice(let choice): .value(choice.resolve(&state))
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

    fileprivate func reach(_ state: inout EvaluationState) -> Reached {
      let value = root.value(&state)
      guard let recorder = state.recorder else {
        return qualifiers.isEmpty ? .value(value) : qualify(value, &state)
      }
      let place = recorder.place(of: root, value)
      let result: Value
      if qualifiers.isEmpty {
        if let place { recorder.read(place) }
        result = value
      } else {
        result = qualify(value, &state, from: place).value
      }
      recorder.record(result, id: id)
      return .value(result)
    }

    private func qualify(
      _ root: Value, _ state: inout EvaluationState, from place: TraceRecorder.Place? = nil
    ) -> Reached {
      var value = root
      var isOptional = false
      if case .error = value { return .value(value) }
      if case .optional(let wrapped) = value {
        guard let wrapped else { return isTest ? .value(.bool(false)) : .absent }
        value = wrapped
        isOptional = true
      }
      var place = place
      for qualifier in qualifiers {
        isOptional = isOptional || qualifier.isOptional
        if place == nil, let name = qualifier.name, let inner = value.hostMember(named: name) {
          state.charge(1)
          if qualifier.isTest { return .value(.bool(true)) }
          value = inner
          continue
        }
        let key = qualifier.key.value(&state)
        if case .error = key {
          state.charge(1)
          return .value(key)
        }
        let found = value.qualified(by: key)
        if let known = place { place = known.taking(key, isPresent: found.isPresent) }
        if qualifier.isTest {
          if found.isPresent || !isOptional { state.charge(1) }
          if let place { state.recorder?.read(place) }
          if case .failure(let error) = found { return .value(.error(error)) }
          return .value(.bool(found.isPresent))
        }
        switch found {
        case .success(let inner?):
          state.charge(1)
          value = inner
        case .success(nil):
          if let place { state.recorder?.read(place) }
          guard !isOptional else { return isTest ? .value(.bool(false)) : .absent }
          state.charge(1)
          return .value(value.missing(key))
        case .failure(let error):
          state.charge(1)
          if let place { state.recorder?.read(place) }
          return .value(.error(error))
        }
      }
      if let place { state.recorder?.read(place) }
      if case .error = value { return .value(value) }
      return isOptional ? .present(value) : .value(value)
    }
  }
}

extension Attribute.Root {
  fileprivate func value(_ state: inout EvaluationState) -> Value {
    switch self {
    case .global(let index): return state.global(index)
    case .local(let slot): return state.slots[slot] ?? .null
    case .accumulator(let slot, let initial):
      if let value = state.slots[slot] { return value }
      let value = initial.evaluate(&state)
      state.slots[slot] = value
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

  /// The value of a member of the host's map; nil where the value is none or lacks it.
  ///
  /// Not inlined, since where it is, the host is retained for the time of the call.
  @inline(never)
  fileprivate func hostMember(named name: String) -> Value? {
    guard case .host(let host) = self else { return nil }
    return host.memberValue(named: name)
  }

  /// The part that a key or index names; nil where there is none, an error where none can be.
  fileprivate func qualified(by key: Value) -> Result<Value?, EvaluationError> {
    if case .host(let host) = self, case .string(let name) = key, case .map = host.content {
      return .success(host.memberValue(named: name))
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

  func evaluate(_ state: inout EvaluationState) -> Value { reach(&state).value }

  /// The same for a step that takes an optional apart.
  func reach(_ state: inout EvaluationState) -> Attribute.Reached {
    let reached = attribute.reach(&state)
    state.charge(ownCost)
    return reached
  }
}

/// A variable or an accumulator from which nothing is taken.
final class VariableStep: Step {
  private let root: Attribute.Root

  init(_ root: Attribute.Root) { self.root = root }

  func evaluate(_ state: inout EvaluationState) -> Value {
    let value = root.value(&state)
    state.charge(1)
    return value
  }
}
