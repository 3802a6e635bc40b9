/// The string extensions' bodies; indices count scalars.
enum Strings {
  static func outOfRange(_ index: Int64) -> Value { .failure("index out of range: \(index)") }

  static func character(_ text: Value, _ index: Value) -> Value {
    guard case .string(let text) = text, case .int(let index) = index else {
      return .noSuchOverload
    }
    let scalars = Array(text.unicodeScalars)
    guard index >= 0, index <= scalars.count else { return outOfRange(index) }
    return index == scalars.count ? .string("") : .string(String(scalars[Int(index)]))
  }

  static func index(_ text: Value, _ part: Value, offset: Value) -> Value {
    guard case .string(let text) = text, case .string(let part) = part,
      case .int(let offset) = offset
    else { return .noSuchOverload }
    if part.isEmpty { return .int(offset) }
    guard offset >= 0 else { return outOfRange(offset) }
    let scalars = text.unicodeScalars
    guard offset <= text.utf8.count,
      let start = scalars.index(
        scalars.startIndex, offsetBy: Int(offset), limitedBy: scalars.endIndex),
      let found = text.firstUTF8Range(of: part, from: start)
    else { return .int(-1) }
    return .int(
      offset + Int64(scalars.distance(from: start, to: found.lowerBound)))
  }

  static func lastIndex(_ text: Value, _ part: Value, offset: Value?) -> Value {
    guard case .string(let text) = text, case .string(let part) = part else {
      return .noSuchOverload
    }
    let scalars = Array(text.unicodeScalars)
    let wanted = Array(part.unicodeScalars)
    var start = scalars.count - 1
    if let offset {
      guard case .int(let offset) = offset else { return .noSuchOverload }
      if wanted.isEmpty { return .int(offset) }
      guard offset >= 0 else { return outOfRange(offset) }
      guard offset < scalars.count else { return .int(-1) }
      start = Int(offset)
    } else if wanted.isEmpty {
      return .int(Int64(scalars.count))
    } else if text.utf8.count < part.utf8.count {
      return .int(-1)
    }
    var index = min(start, scalars.count - wanted.count)
    while index >= 0 {
      if scalars[index..<index + wanted.count].elementsEqual(wanted) { return .int(Int64(index)) }
      index -= 1
    }
    return .int(-1)
  }

  static func mapBytes(_ text: Value, _ change: (UInt8) -> UInt8) -> Value {
    guard case .string(let text) = text else { return .noSuchOverload }
    return .string(String(decoding: text.utf8.map(change), as: UTF8.self))
  }

  /// `arguments` are the text, what is replaced and its replacement.
  static func replace(_ arguments: [Value], limit: Value) -> Value {
    guard case .string(let text) = arguments[0], case .string(let part) = arguments[1],
      case .string(let replacement) = arguments[2], case .int(let limit) = limit
    else { return .noSuchOverload }
    var result = ""
    var position = text.startIndex
    var count: Int64 = 0
    while limit < 0 || count < limit {
      if part.isEmpty {
        // The replacement comes before each scalar and at the end.
        result += replacement
        count += 1
        guard position < text.endIndex else { break }
        let next = text.unicodeScalars.index(after: position)
        result += text[position..<next]
        position = next
      } else {
        guard let found = text.firstUTF8Range(of: part, from: position) else { break }
        result += text[position..<found.lowerBound] + replacement
        position = found.upperBound
        count += 1
      }
    }
    return .string(result + text[position...])
  }

  static func split(_ text: Value, _ separator: Value, limit: Value) -> Value {
    guard case .string(let text) = text, case .string(let separator) = separator,
      case .int(let limit) = limit
    else { return .noSuchOverload }
    if limit == 0 { return .list([]) }
    let most = limit < 0 ? Int.max : Int(limit)
    var parts: [Value] = []
    var position = text.startIndex
    if separator.isEmpty {
      while position < text.endIndex, parts.count + 1 < most {
        let next = text.unicodeScalars.index(after: position)
        parts.append(.string(String(text[position..<next])))
        position = next
      }
      if position < text.endIndex { parts.append(.string(String(text[position...]))) }
      return .list(parts)
    }
    while parts.count + 1 < most,
      let found = text.firstUTF8Range(of: separator, from: position)
    {
      parts.append(.string(String(text[position..<found.lowerBound])))
      position = found.upperBound
    }
    parts.append(.string(String(text[position...])))
    return .list(parts)
  }

  static func substring(_ text: Value, from start: Value, to end: Value?) -> Value {
    guard case .string(let text) = text, case .int(let start) = start else {
      return .noSuchOverload
    }
    let scalars = Array(text.unicodeScalars)
    var last = Int64(scalars.count)
    if let end {
      guard case .int(let end) = end else { return .noSuchOverload }
      guard start <= end else {
        return .failure("invalid substring range. start: \(start), end: \(end)")
      }
      last = end
    }
    guard start >= 0, start <= scalars.count else { return outOfRange(start) }
    guard last >= 0, last <= scalars.count else { return outOfRange(last) }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars[Int(start)..<Int(last)])
    return .string(String(result))
  }

  static func trim(_ text: Value) -> Value {
    guard case .string(let text) = text else { return .noSuchOverload }
    let scalars = text.unicodeScalars
    let rest = scalars.drop { $0.properties.isWhitespace }
    guard let last = rest.lastIndex(where: { !$0.properties.isWhitespace }) else {
      return .string("")
    }
    return .string(String(rest[...last]))
  }

  static func join(_ list: Value, separator: Value) -> Value {
    guard case .string(let separator) = separator, list.elementCount != nil else {
      return .noSuchOverload
    }
    var result = ""
    for (index, element) in list.elements.enumerated() {
      guard case .string(let part) = element else {
        return .failure("join: invalid input: \(element.goText)")
      }
      result += index == 0 ? part : separator + part
    }
    return .string(result)
  }

  static func quote(_ text: Value) -> Value {
    guard case .string(let text) = text else { return .noSuchOverload }
    var result = "\""
    for scalar in text.unicodeScalars {
      if let escape = escapes[scalar] {
        result += escape
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return .string(result + "\"")
  }

  private static let escapes: [Unicode.Scalar: String] = [
    "\u{07}": "\\a", "\u{08}": "\\b", "\u{0C}": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
    "\u{0B}": "\\v", "\\": "\\\\", "\"": "\\\"",
  ]
}
