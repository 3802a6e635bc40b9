/// What the type parameters of a checked expression stand for so far.
struct TypeSubstitution {
  private var types: [String: CELType] = [:]

  private func bound(_ type: CELType) -> CELType? {
    guard case .parameter(let name) = type else { return nil }
    return types[name]
  }

  private mutating func bind(_ type: CELType, to other: CELType) {
    if case .parameter(let name) = type { types[name] = other }
  }

  /// Adds that a parameter stands for a type.
  mutating func add(_ name: String, _ type: CELType) { types[name] = type }

  /// The type with every bound parameter replaced, and with `freeIsDyn` every other one by `dyn`.
  func applied(to type: CELType, freeIsDyn: Bool = false) -> CELType {
    if let bound = bound(type) { return applied(to: bound, freeIsDyn: freeIsDyn) }
    switch type {
    case .parameter: return freeIsDyn ? .dyn : type
    case .list(let element): return .list(applied(to: element, freeIsDyn: freeIsDyn))
    case .map(let key, let value):
      return .map(applied(to: key, freeIsDyn: freeIsDyn), applied(to: value, freeIsDyn: freeIsDyn))
    case .opaque(let name, let parameters):
      return .opaque(name, parameters.map { applied(to: $0, freeIsDyn: freeIsDyn) })
    case .type(let inner?): return .type(applied(to: inner, freeIsDyn: freeIsDyn))
    default: return type
    }
  }

  /// Whether a value of the first type may stand where the second is wanted; remembers what that
  /// says about parameters, only when it may.
  mutating func assign(_ type: CELType, to target: CELType) -> Bool {
    assignAll([type], to: [target])
  }

  mutating func assignAll(_ types: [CELType], to targets: [CELType]) -> Bool {
    var attempt = self
    guard attempt.unifyAll(types, targets) else { return false }
    self = attempt
    return true
  }

  private mutating func unifyAll(_ types: [CELType], _ targets: [CELType]) -> Bool {
    guard types.count == targets.count else { return false }
    for (type, target) in zip(types, targets) where !unify(type, target) { return false }
    return true
  }

  private mutating func unify(_ type: CELType, _ target: CELType) -> Bool {
    if case .parameter = target {
      let (isValid, isBound) = substitute(type, for: target)
      if isValid { return true }
      if isBound { return false }
    }
    if case .parameter = type { return substitute(target, for: type).isValid }
    if type.isDynOrError || target.isDynOrError { return true }
    if type == .null { return target.acceptsNull }
    if target == .null { return type.acceptsNull }
    switch (type, target) {
    case (.type, .type): return true
    case (.list, .list), (.map, .map): return unifyAll(type.parameters, target.parameters)
    case (.opaque(let name, let parameters), .opaque(let otherName, let others)):
      return name == otherName && unifyAll(parameters, others)
    default: return type == target
    }
  }

  private mutating func substitute(
    _ type: CELType, for parameter: CELType
  ) -> (isValid: Bool, isBound: Bool) {
    if type == parameter { return (true, true) }
    if let bound = bound(parameter) {
      if type == bound { return (true, true) }
      guard unify(type, bound) else { return (false, true) }
      let general = CELType.mostGeneral(type, bound)
      if !occurs(parameter, in: general) { bind(parameter, to: general) }
      return (true, true)
    }
    guard !occurs(parameter, in: type) else { return (false, false) }
    bind(parameter, to: type)
    return (true, false)
  }

  private func occurs(_ parameter: CELType, in type: CELType) -> Bool {
    if parameter == type { return true }
    if let bound = bound(type) { return occurs(parameter, in: bound) }
    return type.parameters.contains { occurs(parameter, in: $0) }
  }
}

extension CELType {
  fileprivate var acceptsNull: Bool {
    switch self {
    case .null, .opaque, .object, .duration, .timestamp: true
    default: false
    }
  }

  /// The more general of two types that are known to agree.
  static func mostGeneral(_ left: CELType, _ right: CELType) -> CELType {
    left.isAtLeastAsGeneral(as: right) ? left : right
  }

  private var isOpen: Bool {
    if case .parameter = self { return true }
    return self == .dyn
  }

  private func isAtLeastAsGeneral(as other: CELType) -> Bool {
    if isOpen { return true }
    if other.isOpen { return false }
    switch (self, other) {
    case (.type, .type): return true
    case (.list, .list), (.map, .map): break
    case (.opaque(let name, _), .opaque(let otherName, _)) where name == otherName: break
    default: return self == other
    }
    return parameters.count == other.parameters.count
      && zip(parameters, other.parameters).allSatisfy { $0.isAtLeastAsGeneral(as: $1) }
  }

  /// Whether two types are the same but for the names of their parameters.
  func isEquivalent(to other: CELType) -> Bool {
    switch (self, other) {
    case (.parameter, .parameter): true
    case (.list, .list), (.map, .map), (.type, .type), (.opaque, .opaque):
      name == other.name && parameters.count == other.parameters.count
        && zip(parameters, other.parameters).allSatisfy { $0.isEquivalent(to: $1) }
    default: self == other
    }
  }
}
