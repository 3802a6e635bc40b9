/// What the type variables of a checked expression stand for so far.
struct TypeSubstitution {
  /// By the number of the variable; nil for one that may still be any type.
  private var types: [CELType?] = []
  /// What variables stood for before the attempt that is being made.
  private var replaced: [(variable: Int, type: CELType?)] = []

  /// Makes variables that nothing else names.
  ///
  /// - Returns: the number of the first.
  mutating func addVariables(_ count: Int) -> Int {
    for _ in 0..<count { types.append(nil) }
    return types.count - count
  }

  private func bound(_ type: CELType) -> CELType? {
    guard case .variable(let number) = type else { return nil }
    return types[number]
  }

  private mutating func bind(_ type: CELType, to other: CELType) {
    guard case .variable(let number) = type else { return }
    replaced.append((number, types[number]))
    types[number] = other
  }

  /// The type with every bound variable replaced, and with `freeIsDyn` every other one by `dyn`.
  func applied(to type: CELType, freeIsDyn: Bool = false) -> CELType {
    guard !type.isGround else { return type }
    if let bound = bound(type) { return applied(to: bound, freeIsDyn: freeIsDyn) }
    switch type {
    case .variable, .parameter: return freeIsDyn ? .dyn : type
    default: return type.mapParameters { applied(to: $0, freeIsDyn: freeIsDyn) }
    }
  }

  /// Whether a value of the first type may stand where the second is wanted; remembers what that
  /// says about variables, only when it may.
  mutating func assign(_ type: CELType, to target: CELType) -> Bool {
    settle(unify(type, target))
  }

  mutating func assignAll(_ types: [CELType], to targets: [CELType]) -> Bool {
    settle(unifyAll(types, targets))
  }

  /// Takes back what a failed attempt said about variables.
  private mutating func settle(_ isValid: Bool) -> Bool {
    guard !replaced.isEmpty else { return isValid }
    if !isValid {
      for change in replaced.reversed() { types[change.variable] = change.type }
    }
    replaced.removeAll(keepingCapacity: true)
    return isValid
  }

  private mutating func unifyAll(_ types: [CELType], _ targets: [CELType]) -> Bool {
    guard types.count == targets.count else { return false }
    for (type, target) in zip(types, targets) where !unify(type, target) { return false }
    return true
  }

  private mutating func unify(_ type: CELType, _ target: CELType) -> Bool {
    if case .variable = target {
      let (isValid, isBound) = substitute(type, for: target)
      if isValid { return true }
      if isBound { return false }
    }
    if case .variable = type { return substitute(target, for: type).isValid }
    if let agree = type.agreesByItself(with: target) { return agree }
    switch (type, target) {
    case (.list(let element), .list(let other)): return unify(element, other)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      return unify(key, otherKey) && unify(value, otherValue)
    case (.opaque(let name, let parameters), .opaque(let otherName, let others)):
      return name == otherName && unifyAll(parameters, others)
    default: return type == target
    }
  }

  private mutating func substitute(
    _ type: CELType, for variable: CELType
  ) -> (isValid: Bool, isBound: Bool) {
    if type == variable { return (true, true) }
    if let bound = bound(variable) {
      if type == bound { return (true, true) }
      guard unify(type, bound) else { return (false, true) }
      let general = CELType.mostGeneral(type, bound)
      if !occurs(variable, in: general) { bind(variable, to: general) }
      return (true, true)
    }
    guard !occurs(variable, in: type) else { return (false, false) }
    bind(variable, to: type)
    return (true, false)
  }

  private func occurs(_ variable: CELType, in type: CELType) -> Bool {
    guard !type.isGround else { return false }
    if variable == type { return true }
    if let bound = bound(type) { return occurs(variable, in: bound) }
    return type.parameters.contains { occurs(variable, in: $0) }
  }
}

/// What the type parameters of one signature stand for, where the types of all arguments are known
/// to their ends: most calls are such, and leave nothing to be found out later.
struct SignatureMatch {
  /// By the number of the parameter within the signature; few have more than two.
  private var first: CELType?
  private var second: CELType?
  private var others: [Int: CELType] = [:]

  private subscript(number: Int) -> CELType? {
    get {
      switch number {
      case 0: first
      case 1: second
      default: others[number]
      }
    }
    set {
      switch number {
      case 0: first = newValue
      case 1: second = newValue
      default: others[number] = newValue
      }
    }
  }

  /// Whether values of these types may be passed.
  mutating func accepts(_ arguments: [CELType], as parameters: [CELType]) -> Bool {
    for (argument, parameter) in zip(arguments, parameters) where !accepts(argument, as: parameter)
    {
      return false
    }
    return true
  }

  private mutating func accepts(_ type: CELType, as target: CELType) -> Bool {
    if case .variable(let number) = target {
      guard let bound = self[number] else {
        self[number] = type
        return true
      }
      if type == bound { return true }
      guard accepts(type, as: bound) else { return false }
      self[number] = CELType.mostGeneral(type, bound)
      return true
    }
    if let agree = type.agreesByItself(with: target) { return agree }
    switch (type, target) {
    case (.list(let element), .list(let other)): return accepts(element, as: other)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      return accepts(key, as: otherKey) && accepts(value, as: otherValue)
    case (.opaque(let name, let parameters), .opaque(let otherName, let others)):
      return name == otherName && parameters.count == others.count
        && accepts(parameters, as: others)
    default: return type == target
    }
  }

  /// The type with what the parameters stand for; one that stands for nothing becomes the variable of
  /// its number after `first`.
  func applied(to type: CELType, first: Int) -> CELType {
    guard !type.isGround else { return type }
    if case .variable(let number) = type { return self[number] ?? .variable(first + number) }
    return type.mapParameters { applied(to: $0, first: first) }
  }
}

extension CELType {
  /// Whether a value of the type may stand where the other is wanted, as far as neither needs to be
  /// looked into.
  fileprivate func agreesByItself(with target: CELType) -> Bool? {
    if isDynOrError || target.isDynOrError { return true }
    if case .null = self { return target.acceptsNull }
    if case .null = target { return acceptsNull }
    if case .type = self, case .type = target { return true }
    return nil
  }

  private var acceptsNull: Bool {
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
    switch self {
    case .dyn, .variable, .parameter: true
    default: false
    }
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
    case (.parameter, .parameter), (.variable, .variable), (.parameter, .variable),
      (.variable, .parameter):
      true
    case (.list, .list), (.map, .map), (.type, .type), (.opaque, .opaque):
      name == other.name && parameters.count == other.parameters.count
        && zip(parameters, other.parameters).allSatisfy { $0.isEquivalent(to: $1) }
    default: self == other
    }
  }

  /// The type with each type that it is made of replaced.
  func mapParameters(_ change: (CELType) -> CELType) -> CELType {
    switch self {
    case .list(let element): .list(change(element))
    case .map(let key, let value): .map(change(key), change(value))
    case .opaque(let name, let parameters): .opaque(name, parameters.map(change))
    case .type(let inner?): .type(change(inner))
    default: self
    }
  }
}
