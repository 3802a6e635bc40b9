import Values

/// A format of the `format` function: text with clauses such as `%s`, `%.2f`, `%x`.
enum FormatString {
  /// What is wrong with a format before it runs.
  struct Problem {
    let message: String
    /// The argument that does not fit, or nil when the format is to blame.
    let argument: Int?
  }

  /// The letters of the clauses.
  fileprivate enum Clause: UInt8 {
    case string = 115
    case decimal = 100
    case fixed = 102
    case scientific = 101
    case binary = 98
    case hexadecimal = 120
    case upperHexadecimal = 88
    case octal = 111
  }

  fileprivate struct FormatError: Error {
    let message: String
    var argument: Int?
  }

  /// Walks the clauses of a format; `body` answers what stands in place of each.
  private static func expand(
    _ format: String, argumentCount: Int,
    _ body: (Clause, Int?, Int) throws(FormatError) -> String
  ) throws(FormatError) -> (text: String, argumentsUsed: Int) {
    let bytes = Array(format.utf8)
    var result: [UInt8] = []
    var position = 0
    var used = 0
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "%") else {
        result.append(bytes[position])
        position += 1
        continue
      }
      position += 1
      if position < bytes.count, bytes[position] == UInt8(ascii: "%") {
        result.append(UInt8(ascii: "%"))
        position += 1
        continue
      }
      guard used < argumentCount else {
        throw FormatError(message: "index \(used) out of range", argument: nil)
      }
      guard position < bytes.count else {
        throw FormatError(message: "unexpected end of string", argument: nil)
      }
      let (clause, precision) = try readClause(bytes, &position)
      do throws(FormatError) {
        result += try body(clause, precision, used).utf8
      } catch {
        throw FormatError(
          message: "error during formatting: \(error.message)", argument: error.argument)
      }
      used += 1
    }
    return (String(decoding: result, as: UTF8.self), used)
  }

  private static func readClause(
    _ bytes: [UInt8], _ position: inout Int
  ) throws(FormatError) -> (Clause, Int?) {
    var precision: Int?
    if bytes[position] == UInt8(ascii: ".") {
      let digits = bytes[(position + 1)...].prefix { $0.isDigit }
      position += 1 + digits.count
      guard position < bytes.count else {
        throw .precision("could not find end of precision specifier")
      }
      precision = Int(String(decoding: digits, as: UTF8.self))
      guard let precision, precision <= 1_000 else {
        throw .precision("error while converting precision to integer")
      }
    }
    guard let clause = Clause(rawValue: bytes[position]) else {
      let letter = String(decoding: bytes[position...].prefix(1), as: UTF8.self)
      throw FormatError(
        message: "could not parse formatting clause: unrecognized formatting clause \"\(letter)\"",
        argument: nil)
    }
    position += 1
    return (clause, precision)
  }

  // MARK: Running

  /// The text, or an error that names the clause that does not fit.
  static func format(_ format: String, _ arguments: [Value]) -> Value {
    do throws(FormatError) {
      let (text, _) = try expand(format, argumentCount: arguments.count) {
        clause, precision, index throws(FormatError) in
        guard let text = spell(arguments[index], clause, precision) else {
          throw .misfit(clause, arguments[index].type.name)
        }
        return text
      }
      return .string(text)
    } catch {
      return .failure(error.message)
    }
  }

  private static func spell(_ value: Value, _ clause: Clause, _ precision: Int?) -> String? {
    switch clause {
    case .string: spellString(value, isNested: false)
    case .decimal: spellInteger(value, radix: 10)
    case .octal: spellInteger(value, radix: 8)
    case .binary:
      if case .bool(let value) = value { value ? "1" : "0" } else { spellInteger(value, radix: 2) }
    case .hexadecimal: spellHexadecimal(value)
    case .upperHexadecimal: spellHexadecimal(value)?.uppercased()
    case .fixed: number(value).map { localized(spellFixed($0, precision ?? 6)) }
    case .scientific: number(value).map { spellScientific($0, width: precision ?? 6) }
    }
  }

  private static func spellInteger(_ value: Value, radix: Int) -> String? {
    switch value {
    case .int(let number): String(number, radix: radix)
    case .uint(let number): String(number, radix: radix)
    default: nil
    }
  }

  private static func spellHexadecimal(_ value: Value) -> String? {
    let bytes: [UInt8]
    switch value {
    case .string(let text): bytes = Array(text.utf8)
    case .bytes(let value): bytes = value
    default: return spellInteger(value, radix: 16)
    }
    return bytes.hexadecimal
  }

  /// A double, or one of the strings that name what is no number.
  private static func number(_ value: Value) -> Double? {
    switch value {
    case .double(let number): number
    case .string("NaN"): .nan
    case .string("Infinity"): .infinity
    case .string("-Infinity"): -.infinity
    default: nil
    }
  }

  private static func spellFixed(_ number: Double, _ precision: Int) -> String {
    let text = formatFixed(number, precision: precision)
    // A zero has no sign in the locale's form.
    return number == 0 && text.hasPrefix("-") ? String(text.dropFirst()) : text
  }

  /// The symbols and thousands separators of the locale en_US, which Kubernetes formats with.
  private static func localized(_ text: String) -> String {
    switch text {
    case "+Inf": return "∞"
    case "-Inf": return "-∞"
    case "NaN": return text
    default: break
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let isNegative = parts[0].hasPrefix("-")
    let digits = Array(parts[0].utf8.drop { $0 == UInt8(ascii: "-") })
    var grouped: [UInt8] = []
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { grouped.append(UInt8(ascii: ",")) }
      grouped.append(digit)
    }
    let whole = (isNegative ? "-" : "") + String(decoding: grouped, as: UTF8.self)
    return parts.count == 2 ? "\(whole).\(parts[1])" : whole
  }

  /// Kubernetes takes the precision for a width, so there are always six digits.
  private static func spellScientific(_ number: Double, width: Int) -> String {
    let text =
      number == 0 ? formatScientific(0, precision: 6) : formatScientific(number, precision: 6)
    guard number.isFinite else { return leftPadded(localized(text), width) }
    let parts = text.split(separator: "e")
    let exponent = parts[1].drop { $0 == "+" }
    let raised = exponent.unicodeScalars.map { superscripts[$0] ?? String($0) }.joined()
    return leftPadded("\(parts[0])×10\(raised)", width)
  }

  private static func leftPadded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.unicodeScalars.count)) + text
  }

  private static let superscripts: [Unicode.Scalar: String] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
    "8": "⁸", "9": "⁹",
  ]

  /// - Parameter isNested: whether the value stands in a list or map, where literals are written.
  private static func spellString(_ value: Value, isNested: Bool) -> String? {
    switch value {
    case .string(let text): return isNested ? text.goQuoted : text
    case .bytes(let bytes):
      let text = String(decoding: bytes, as: UTF8.self)
      return isNested ? "b" + text.goQuoted : text
    case .double(let number):
      guard isNested else { return formatGeneral(number) }
      return number.isFinite ? formatFixed(number, precision: 6) : formatGeneral(number).goQuoted
    case .timestamp(let time):
      return isNested ? "timestamp(\(time.description.goQuoted))" : time.description
    case .duration(let duration):
      return isNested ? "duration(\(duration.secondsText.goQuoted))" : duration.secondsText
    case .null: return "null"
    case .bool, .int, .uint: return value.goText
    case .type(let type): return type.name
    case .list, .map, .host: return spellContainer(value)
    case .optional, .opaque, .error: return nil
    }
  }

  private static func spellContainer(_ value: Value) -> String? {
    if value.elementCount != nil {
      let parts = value.elements.map { spellString($0, isNested: true) }
      guard !parts.contains(nil) else { return nil }
      return "[\(parts.compactMap(\.self).joined(separator: ", "))]"
    }
    var parts: [(key: String, value: String)] = []
    for entry in value.entries {
      guard let key = spellString(entry.key, isNested: true),
        let value = spellString(entry.value, isNested: true)
      else { return nil }
      parts.append((key, value))
    }
    parts.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return "{\(parts.map { "\($0.key):\($0.value)" }.joined(separator: ", "))}"
  }

  // MARK: Checking

  /// What is wrong with a format whose arguments have these types.
  static func problems(_ format: String, argumentTypes: [CELType]) -> [Problem] {
    do throws(FormatError) {
      let (_, used) = try expand(format, argumentCount: argumentTypes.count) {
        clause, _, index throws(FormatError) in
        guard argumentTypes[index].fits(clause) else {
          throw .misfit(clause, argumentTypes[index].name, argument: index)
        }
        return ""
      }
      guard used < argumentTypes.count else { return [] }
      let message =
        "too many arguments supplied to string.format "
        + "(expected \(used), got \(argumentTypes.count))"
      return [Problem(message: message, argument: nil)]
    } catch {
      return [Problem(message: error.message, argument: error.argument)]
    }
  }
}

extension FormatString.FormatError {
  fileprivate static func precision(_ reason: String) -> Self {
    Self(message: "could not parse formatting clause: error while parsing precision: \(reason)")
  }

  fileprivate static func misfit(
    _ clause: FormatString.Clause, _ type: String, argument: Int? = nil
  ) -> Self {
    let rule =
      switch clause {
      case .string:
        "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, "
          + "types, durations, and timestamps"
      case .decimal: "decimal clause can only be used on integers"
      case .fixed: "fixed-point clause can only be used on doubles"
      case .scientific: "scientific clause can only be used on doubles"
      case .binary: "only integers and bools can be formatted as binary"
      case .hexadecimal, .upperHexadecimal:
        "only integers, byte buffers, and strings can be formatted as hex"
      case .octal: "octal clause can only be used on integers"
      }
    return Self(message: "\(rule), was given \(type)", argument: argument)
  }
}

extension CELType {
  fileprivate func fits(_ clause: FormatString.Clause) -> Bool {
    if isDynOrError { return true }
    switch (clause, self) {
    case (.string, .object), (.string, .opaque): return false
    case (.string, _), (_, .int), (_, .uint):
      return ![.fixed, .scientific].contains(clause) || clause == .string
    case (.fixed, .double), (.scientific, .double), (.fixed, .string), (.scientific, .string),
      (.binary, .bool), (.hexadecimal, .string), (.hexadecimal, .bytes),
      (.upperHexadecimal, .string), (.upperHexadecimal, .bytes):
      return true
    default: return false
    }
  }
}
