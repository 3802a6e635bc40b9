/// Reads JSON from bytes in one pass, value by value, as RFC 8259 has it and no wider.
///
/// The caller asks for what it expects; an error names the field, as `inputs[0].data[3]`. Nothing
/// is built that was not asked for.
struct JSONReader {
  struct Limits {
    var depth = 32
    var stringBytes = 1 << 24
  }

  /// What begins at the next byte that is not white space.
  enum Kind: String { case object, array, string, number, boolean, null }

  /// A part of the path to what is read; nothing that would have to be copied for each value.
  private enum Step {
    /// Of an object of which no key was read.
    case object
    case key(JSONString)
    case member(StaticString)
    case element(Int)
  }

  let bytes: [UInt8]
  let limits: Limits
  var position = 0
  private var steps: [Step] = []

  init(_ bytes: [UInt8], limits: Limits = Limits()) {
    self.bytes = bytes
    self.limits = limits
    steps.reserveCapacity(8)
  }

  /// The path of the field that is being read; empty for the whole text.
  var path: String {
    var path = ""
    for step in steps {
      let key: String
      switch step {
      case .object: key = ""
      case .key(let text): key = string(text)
      case .member(let name): key = "\(name)"
      case .element(let index):
        if index >= 0 { path += "[\(index)]" }
        continue
      }
      path += path.isEmpty ? key : "." + key
    }
    return path
  }

  func error(_ message: String) -> WireError { WireError(path: path, message: message) }

  mutating func kind() throws(WireError) -> Kind {
    skipWhiteSpace()
    guard position < bytes.count else { throw error("the text ends where a value must be") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
    case UInt8(ascii: "n"): return .null
    default: throw error("not a JSON value at byte \(position)")
    }
  }

  /// Reads an object: the body reads the value of each key.
  mutating func object(
    _ body: (inout JSONReader, String) throws(WireError) -> Void
  ) throws(WireError) {
    try members { (reader, key) throws(WireError) in try body(&reader, reader.string(key)) }
  }

  /// Reads an object: the body reads the value of each key, which it is told where it stands.
  mutating func members(
    _ body: (inout JSONReader, JSONString) throws(WireError) -> Void
  ) throws(WireError) {
    try require(.object)
    try enter(.object)
    if !take(UInt8(ascii: "}")) {
      repeat {
        guard isNext(UInt8(ascii: "\"")) else {
          throw error("a key in quotes must be at byte \(position)")
        }
        let key = try text()
        steps[steps.count - 1] = .key(key)
        guard take(UInt8(ascii: ":")) else { throw error("':' must be at byte \(position)") }
        try body(&self, key)
      } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "}")) else {
        throw error("',' or '}' must be at byte \(position)")
      }
    }
    steps.removeLast()
  }

  /// Reads an array: the body reads each element.
  mutating func array(
    _ body: (inout JSONReader, Int) throws(WireError) -> Void
  ) throws(WireError) {
    try require(.array)
    try enter(.element(-1))
    if !take(UInt8(ascii: "]")) {
      var index = 0
      repeat {
        steps[steps.count - 1] = .element(index)
        try body(&self, index)
        index += 1
      } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "]")) else {
        throw error("',' or ']' must be at byte \(position)")
      }
    }
    steps.removeLast()
  }

  mutating func boolean() throws(WireError) -> Bool {
    try require(.boolean)
    let isTrue = bytes[position] == UInt8(ascii: "t")
    try literal(isTrue ? "true" : "false")
    return isTrue
  }

  mutating func null() throws(WireError) {
    try require(.null)
    try literal("null")
  }

  /// Passes over a value, which must be well-formed.
  mutating func skip() throws(WireError) {
    switch try kind() {
    case .object: try object { (reader, _) throws(WireError) in try reader.skip() }
    case .array: try array { (reader, _) throws(WireError) in try reader.skip() }
    case .string: _ = try string()
    case .number: _ = try number()
    case .boolean: _ = try boolean()
    case .null: try null()
    }
  }

  /// Requires that nothing but white space follows.
  mutating func end() throws(WireError) {
    skipWhiteSpace()
    guard position == bytes.count else { throw error("unexpected text at byte \(position)") }
  }

  mutating func require(_ expected: Kind) throws(WireError) {
    let found = try kind()
    guard found == expected else {
      throw error("must be \(expected.phrase), not \(found.phrase)")
    }
  }

  /// Reads again the value of a key, which began at a position, after something else was read.
  mutating func at<Result>(
    _ start: Int, key: StaticString, _ read: (inout JSONReader) throws(WireError) -> Result
  ) throws(WireError) -> Result {
    let end = position
    position = start
    steps.append(.member(key))
    let result = try read(&self)
    steps.removeLast()
    position = end
    return result
  }

  private mutating func enter(_ step: Step) throws(WireError) {
    guard steps.count < limits.depth else {
      throw error("nested deeper than \(limits.depth) levels")
    }
    position += 1
    steps.append(step)
  }

  /// Whether a byte comes next, behind white space.
  @inline(__always)
  mutating func isNext(_ byte: UInt8) -> Bool {
    skipWhiteSpace()
    return position < bytes.count && bytes[position] == byte
  }

  @inline(__always)
  private mutating func take(_ byte: UInt8) -> Bool {
    guard isNext(byte) else { return false }
    position += 1
    return true
  }

  private mutating func literal(_ word: StaticString) throws(WireError) {
    let length = word.utf8CodeUnitCount
    let isThere =
      position + length <= bytes.count
      && (0..<length).allSatisfy { bytes[position + $0] == word.utf8Start[$0] }
    guard isThere else { throw error("not a JSON value at byte \(position)") }
    position += length
  }

  @inline(__always)
  mutating func skipWhiteSpace() {
    // Most often there is none, or a space.
    if position < bytes.count, bytes[position] == 0x20 { position += 1 }
    if position < bytes.count, bytes[position] <= 0x20 { skipMoreWhiteSpace() }
  }

  private mutating func skipMoreWhiteSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }
}

extension JSONReader.Kind {
  fileprivate var phrase: String {
    switch self {
    case .object, .array: "an \(rawValue)"
    case .string, .number, .boolean: "a \(rawValue)"
    case .null: "null"
    }
  }
}

/// What is wrong with a request's body, and where.
struct WireError: Error, Equatable {
  /// The field, as `inputs[0].data[3]`; empty for the whole body.
  var path: String
  var message: String
}
