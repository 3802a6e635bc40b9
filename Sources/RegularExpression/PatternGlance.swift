/// Tells by a look at their texts which patterns RE2 surely compiles.
///
/// Compiling takes long, and most patterns that stand in expressions never meet a text. The glance
/// knows the usual syntax in ASCII: letters, `.`, `^`, `$`, groups, classes, repetition. Of
/// everything else it says nothing, nor of what is so long that it might exceed a memory budget.
struct PatternGlance {
  private let bytes: [UInt8]
  private var position = 0

  /// What a repetition may stand behind.
  private enum Atom {
    case assertion, character, group
  }

  /// What stands in a class, or for what an escape stands.
  private enum Item {
    case character(UInt8)
    /// Any character of a kind, as any digit.
    case kind
  }

  private static let lengthLimit = 256
  private static let depthLimit = 8
  private static let countLimit = 100

  /// Whether the text is a pattern, as far as that can be told without compiling it.
  static func isSurelyPattern(_ source: String) -> Bool {
    guard source.utf8.count <= lengthLimit else { return false }
    var glance = PatternGlance(bytes: Array(source.utf8))
    _ = glance.take("(?i)")
    return glance.readAlternatives(depth: 0) && glance.next == nil
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  /// Reads to the end, or to the parenthesis that closes the group.
  private mutating func readAlternatives(depth: Int) -> Bool {
    guard depth <= Self.depthLimit else { return false }
    while let byte = next, byte != UInt8(ascii: ")") {
      if byte == UInt8(ascii: "|") {
        position += 1
      } else {
        guard let atom = readAtom(depth: depth), readRepetition(of: atom) else { return false }
      }
    }
    return true
  }

  private mutating func readAtom(depth: Int) -> Atom? {
    guard let byte = next else { return nil }
    position += 1
    switch byte {
    case UInt8(ascii: "^"), UInt8(ascii: "$"): return .assertion
    case UInt8(ascii: "("): return readGroup(depth: depth) ? .group : nil
    case UInt8(ascii: "["): return readClass() ? .character : nil
    case UInt8(ascii: "\\"):
      if next == UInt8(ascii: "b") {
        position += 1
        return .assertion
      }
      return readEscape().map { _ in .character }
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: "]"):
      return nil
    default: return Self.isPrintable(byte) ? .character : nil
    }
  }

  private mutating func readGroup(depth: Int) -> Bool {
    if next == UInt8(ascii: "?"), !take("?:") { return false }
    guard readAlternatives(depth: depth + 1), next != nil else { return false }
    position += 1
    return true
  }

  /// Reads what says how often an atom stands, if anything does.
  private mutating func readRepetition(of atom: Atom) -> Bool {
    guard let byte = next, Self.isRepetition(byte) else { return true }
    guard atom != .assertion else { return false }
    position += 1
    if byte == UInt8(ascii: "{") {
      // Counts within counts multiply.
      guard atom == .character, readCounts() else { return false }
    }
    // What follows would change the repetition.
    return next.map { !Self.isRepetition($0) } ?? true
  }

  private mutating func readCounts() -> Bool {
    guard let least = readCount() else { return false }
    var most = least
    if next == UInt8(ascii: ",") {
      position += 1
      most = readCount() ?? Self.countLimit
    }
    guard next == UInt8(ascii: "}"), least <= most, most <= Self.countLimit else { return false }
    position += 1
    return true
  }

  private mutating func readCount() -> Int? {
    var count: Int?
    while let byte = next, (0x30...0x39).contains(byte), (count ?? 0) < 1000 {
      count = (count ?? 0) * 10 + Int(byte - 0x30)
      position += 1
    }
    return count
  }

  /// Reads a class after its opening bracket.
  private mutating func readClass() -> Bool {
    _ = take("^")
    var isEmpty = true
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "]"): return !isEmpty
      case UInt8(ascii: "["): return false
      case UInt8(ascii: "-") where !isEmpty && next != UInt8(ascii: "]"): return false
      default: break
      }
      isEmpty = false
      guard let first = readItem(byte) else { return false }
      guard next == UInt8(ascii: "-"), position + 1 < bytes.count,
        bytes[position + 1] != UInt8(ascii: "]")
      else { continue }
      position += 2
      guard case .character(let first) = first, bytes[position - 1] != UInt8(ascii: "["),
        case .character(let last)? = readItem(bytes[position - 1]), first <= last
      else { return false }
    }
    return false
  }

  /// Reads what begins with a byte in a class; nil for what may be nothing.
  private mutating func readItem(_ byte: UInt8) -> Item? {
    if byte == UInt8(ascii: "\\") { return readEscape() }
    return Self.isPrintable(byte) ? .character(byte) : nil
  }

  /// Reads an escape after its backslash; nil for what may be none.
  private mutating func readEscape() -> Item? {
    guard let byte = next else { return nil }
    position += 1
    switch byte {
    case UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "s"), UInt8(ascii: "S"),
      UInt8(ascii: "w"), UInt8(ascii: "W"):
      return .kind
    case UInt8(ascii: "n"): return .character(0x0A)
    case UInt8(ascii: "t"): return .character(0x09)
    case UInt8(ascii: "x"): return readHexadecimal().map(Item.character)
    default: return Self.isPunctuation(byte) ? .character(byte) : nil
    }
  }

  private mutating func readHexadecimal() -> UInt8? {
    guard position + 2 <= bytes.count else { return nil }
    let digits = String(decoding: bytes[position..<position + 2], as: UTF8.self)
    guard !digits.utf8.contains(UInt8(ascii: "+")), let value = UInt8(digits, radix: 16),
      value < 0x80
    else { return nil }
    position += 2
    return value
  }

  private static func isRepetition(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"): true
    default: false
    }
  }

  private static func isPrintable(_ byte: UInt8) -> Bool { (0x20...0x7E).contains(byte) }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }
}
