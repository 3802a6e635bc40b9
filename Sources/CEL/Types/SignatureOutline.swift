/// What can be told of the arguments of a call, or of the parameters of an overload, by the cases of
/// their types alone: it rules out most overloads of a function.
struct SignatureOutline: Sendable {
  /// A byte for each of the first eight, with a bit for each kind of type that it may be.
  private var kinds = UInt64.max
  private let count: Int
  private let isMember: Bool

  /// - Parameter isMember: whether the first stands before a point.
  init(_ types: [CELType], isMember: Bool) {
    count = types.count
    self.isMember = isMember
    for index in 0..<min(count, 8) {
      kinds ^= UInt64(~types[index].kinds) << UInt64(8 * index)
    }
  }

  /// Whether there is another number of them, or no type of one can stand for a type of the other.
  func excludes(_ other: SignatureOutline) -> Bool {
    guard count == other.count, isMember == other.isMember else { return true }
    let common = kinds & other.kinds
    // Some byte is zero where taking one from it borrows though its own highest bit was not set.
    return (common &- 0x0101_0101_0101_0101) & ~common & 0x8080_8080_8080_8080 != 0
  }
}

extension CELType {
  /// A bit for each kind of type, as far as each can be told from every other; all of them for what
  /// may stand for every type.
  fileprivate var kinds: UInt8 {
    switch self {
    case .dyn, .error, .parameter, .variable: .max
    case .bool: 1
    case .int: 2
    case .uint: 4
    case .double: 8
    case .string: 16
    case .bytes: 32
    default: 64
    }
  }
}
