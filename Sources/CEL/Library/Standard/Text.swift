import Glibc
import RegularExpression

extension FunctionLibrary {
  /// The string functions of the specification.
  static let text: [Function] = [
    Function(
      "contains", "Whether a string occurs in another.",
      overloads: [
        .member(
          "contains_string", [.string, .string], .bool,
          .binary { text, part in
            guard case .string(let text) = text, case .string(let part) = part else {
              return .noSuchOverload
            }
            return .bool(text.utf8.span.contains(part.utf8.span))
          }, cost: .containment)
      ], examples: [Example("'hello'.contains('ell')", "true")]),
    Function(
      "startsWith", "Whether a string begins with another.",
      overloads: [
        .member(
          "starts_with_string", [.string, .string], .bool,
          .binary { text, prefix in
            guard case .string(let text) = text, case .string(let prefix) = prefix else {
              return .noSuchOverload
            }
            return .bool(text.utf8.span.holds(prefix.utf8.span, at: 0))
          }, cost: .affix)
      ], examples: [Example("'hello'.startsWith('he')", "true")]),
    Function(
      "endsWith", "Whether a string ends with another.",
      overloads: [
        .member(
          "ends_with_string", [.string, .string], .bool,
          .binary { text, suffix in
            guard case .string(let text) = text, case .string(let suffix) = suffix else {
              return .noSuchOverload
            }
            let start = text.utf8.count - suffix.utf8.count
            return .bool(text.utf8.span.holds(suffix.utf8.span, at: start))
          }, cost: .affix)
      ], examples: [Example("'hello'.endsWith('lo')", "true")]),
    Function(
      "matches", "Whether an RE2 pattern matches anywhere in a string.",
      overloads: [
        .global("matches", [.string, .string], .bool),
        .member("matches_string", [.string, .string], .bool, cost: .pattern()),
      ], implementation: .binary(Patterns.matches),
      examples: [Example("'abc123'.matches('[0-9]+$')", "true")]),
  ]
}

extension CallCost {
  fileprivate static let containment = CallCost(
    actual: .binary { $0.costSize.scaled(0.1).multipliedSaturated(by: $1.costSize.scaled(0.1)) },
    estimate: { call in
      CallEstimate(cost: call.size(0).scaled(0.1).multiplied(by: call.size(1).scaled(0.1)))
    })

  /// At run time the whole text counts, in the estimate what it begins or ends with.
  fileprivate static let affix = CallCost(
    actual: .binary { text, _ in text.costSize.scaled(0.1) },
    estimate: { CallEstimate(cost: $0.size(1).scaled(0.1)) })
}

/// Patterns as CEL's functions use them.
enum Patterns {
  /// The pattern, or the error that compiling it gives.
  static func compile(_ source: String) -> Result<Pattern, EvaluationError> {
    do throws(InvalidPattern) {
      return .success(try Pattern(source))
    } catch {
      return .failure(EvaluationError(error.goDescription))
    }
  }

  /// The same of a pattern that is kept for others.
  static func compile(
    _ source: String, in store: PatternStore
  ) -> Result<LazyPattern, EvaluationError> {
    do throws(InvalidPattern) {
      return .success(try store.pattern(source))
    } catch {
      return .failure(EvaluationError(error.goDescription))
    }
  }

  /// The functions whose second argument is a pattern, over a pattern that is compiled once.
  static let bodies: [String: @Sendable (LazyPattern) -> Implementation] = [
    "matches": { pattern in
      .binary { text, _ in
        guard case .string(let text) = text else { return .noSuchOverload }
        return withPattern(pattern) { .bool($0.matches(text)) }
      }
    },
    "find": { pattern in .binary { text, _ in withPattern(pattern) { find(text, $0) } } },
    "findAll": { pattern in
      .variadic { arguments in
        let limit = arguments.count > 2 ? arguments[2] : .int(-1)
        return withPattern(pattern) { findAll(arguments[0], $0, limit: limit) }
      }
    },
  ]

  static func find(_ text: Value, _ pattern: Pattern) -> Value {
    guard case .string(let text) = text else { return .noSuchOverload }
    guard let match = pattern.firstMatch(in: text) else { return .string("") }
    return .string(slice(text, match.range))
  }

  static func findAll(_ text: Value, _ pattern: Pattern, limit: Value) -> Value {
    guard case .string(let text) = text, case .int(let limit) = limit else {
      return .noSuchOverload
    }
    let most = limit < 0 ? Int.max : Int(limit)
    return .list(pattern.matches(in: text, limit: most).map { .string(slice(text, $0.range)) })
  }

  private static func slice(_ text: String, _ range: Range<Int>) -> String {
    let start = text.utf8.index(text.utf8.startIndex, offsetBy: range.lowerBound)
    let end = text.utf8.index(start, offsetBy: range.count)
    return String(text[start..<end])
  }

  static func matches(_ text: Value, _ pattern: Value) -> Value {
    guard case .string(let text) = text, case .string(let source) = pattern else {
      return .noSuchOverload
    }
    return withPattern(source) { .bool($0.matches(text)) }
  }

  private static func withPattern(_ pattern: LazyPattern, _ body: (Pattern) -> Value) -> Value {
    guard let compiled = pattern.pattern else { return withPattern(pattern.source, body) }
    return body(compiled)
  }

  static func withPattern(_ source: String, _ body: (Pattern) -> Value) -> Value {
    switch compile(source) {
    case .success(let pattern): body(pattern)
    case .failure(let error): .error(error)
    }
  }
}

extension Span<UInt8> {
  /// Whether the bytes of another span stand at an offset, which may lie outside.
  func holds(_ part: Span<UInt8>, at start: Int) -> Bool {
    guard start >= 0, part.count <= count - start else { return false }
    var index = 0
    while index < part.count {
      guard self[start + index] == part[index] else { return false }
      index += 1
    }
    return true
  }

  /// Whether the bytes of another span stand anywhere in it.
  func contains(_ part: Span<UInt8>) -> Bool {
    guard part.count > 0 else { return true }
    let first = Int32(part[0])
    return withUnsafeBytes { text in
      guard let begin = text.baseAddress else { return false }
      var start = 0
      while start <= count - part.count,
        let found = memchr(begin + start, first, count - part.count - start + 1)
      {
        start = UnsafeRawPointer(found) - begin
        if holds(part, at: start) { return true }
        start += 1
      }
      return false
    }
  }

  /// How many Unicode scalars the bytes of a string are.
  var scalarCount: Int {
    var scalars = 0
    // Every byte but those that go on with a scalar begins one.
    for index in indices where self[index] & 0xC0 != 0x80 { scalars += 1 }
    return scalars
  }
}

extension String {
  /// How many Unicode scalars it has.
  var scalarCount: Int {
    let text = utf8Span
    return text.isKnownASCII ? text.count : text.span.scalarCount
  }

  /// Where another string first occurs at or after an index, compared scalar by scalar.
  func firstUTF8Range(of part: String, from start: String.Index? = nil) -> Range<String.Index>? {
    let part = part.utf8
    var index = start ?? startIndex
    guard let first = part.first else { return index..<index }
    while let found = utf8[index...].firstIndex(of: first) {
      if utf8[found...].starts(with: part) {
        return found..<utf8.index(found, offsetBy: part.count)
      }
      index = utf8.index(after: found)
    }
    return nil
  }
}
