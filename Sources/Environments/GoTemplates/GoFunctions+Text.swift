import RegularExpression
import Values
import YAML

extension GoFunctions {
  static func text(_ arguments: Arguments) throws(GoTemplateError) -> Result? {
    switch arguments.function {
    case "lower": return Result(try arguments.text(0).lowercased())
    case "upper": return Result(try arguments.text(0).uppercased())
    case "title": return Result(titled(try arguments.text(0)))
    case "trim": return Result(String(try arguments.text(0).trimming(\.isWhitespace)))
    case "trimAll":
      let marks = try arguments.text(0)
      return Result(String(try arguments.text(1).trimming { marks.contains($0) }))
    case "trimPrefix":
      let (prefix, text) = (try arguments.text(0), try arguments.text(1))
      return Result(text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)
    case "trimSuffix":
      let (suffix, text) = (try arguments.text(0), try arguments.text(1))
      return Result(text.hasSuffix(suffix) ? String(text.dropLast(suffix.count)) : text)
    case "trunc":
      let (count, text) = (try arguments.integer(0), try arguments.text(1))
      return Result(String(count < 0 ? text.suffix(-count) : text.prefix(count)))
    case "substr":
      let (start, end) = (try arguments.integer(0), try arguments.integer(1))
      let text = try arguments.text(2)
      let cut = end < 0 ? text[...] : text.prefix(end)
      return Result(String(cut.dropFirst(max(start, 0))))
    case "nospace": return Result(try arguments.text(0).filter { !$0.isWhitespace })
    case "replace":
      return Result(try arguments.text(2).replacing(arguments.text(0), with: arguments.text(1)))
    case "repeat":
      let (count, text) = (try arguments.integer(0), try arguments.text(1))
      guard count * text.utf8.count < 1 << 20 else {
        throw GoTemplateError("repeat makes too much")
      }
      return Result(String(repeating: text, count: max(count, 0)))
    case "contains":
      let (part, text) = (try arguments.text(0), try arguments.text(1))
      return Result(part.isEmpty || text.contains(part))
    case "hasPrefix": return Result(try arguments.text(1).hasPrefix(arguments.text(0)))
    case "hasSuffix": return Result(try arguments.text(1).hasSuffix(arguments.text(0)))
    case "quote", "squote":
      let texts = arguments.all.compactMap(\.self).filter { !$0.isNull }.map(GoValue.printed)
      let isSingle = arguments.function == "squote"
      return Result(
        texts.map { isSingle ? "'\($0)'" : $0.goQuoted }.joined(separator: " "))
    case "cat":
      return Result(
        arguments.all.compactMap(\.self).map(GoValue.printed).joined(separator: " "))
    case "indent", "nindent":
      let blanks = String(repeating: " ", count: max(try arguments.integer(0), 0))
      let lines = try arguments.text(1).replacing("\n", with: "\n\(blanks)")
      return Result((arguments.function == "nindent" ? "\n" : "") + blanks + lines)
    case "kebabcase": return Result(separated(try arguments.text(0), by: "-"))
    case "snakecase": return Result(separated(try arguments.text(0), by: "_"))
    case "normalize": return Result(try arguments.text(0).normalizedName)
    case "slugify": return Result(try slug(arguments))
    case "print":
      return Result(arguments.all.map(GoValue.printed).joined())
    case "println":
      return Result(arguments.all.map(GoValue.printed).joined(separator: " ") + "\n")
    case "printf":
      return Result(try GoFormat(try arguments.text(0)).text(arguments.all.dropFirst()))
    case "b64enc": return Result(Base64.encode(Array(try arguments.text(0).utf8)))
    case "b64dec":
      let text = try arguments.text(0)
      guard let bytes = Base64.decode(text) else {
        throw GoTemplateError("illegal base64 data in \(text)")
      }
      return Result(String(decoding: bytes, as: UTF8.self))
    default: return try pattern(arguments)
    }
  }

  private static func pattern(_ arguments: Arguments) throws(GoTemplateError) -> Result? {
    guard arguments.function.hasPrefix("regex") else { return nil }
    let pattern: Pattern
    do { pattern = try Pattern(try arguments.text(0)) } catch {
      throw GoTemplateError("\(arguments.function): the pattern cannot be read")
    }
    let text = try arguments.text(1)
    switch arguments.function {
    case "regexMatch": return Result(pattern.matches(text))
    case "regexFind":
      guard let match = pattern.firstMatch(in: text) else { return Result("") }
      return Result(String(decoding: Array(text.utf8)[match.range], as: UTF8.self))
    case "regexFindAll":
      let count = try arguments.integer(2)
      let bytes = Array(text.utf8)
      return Result(
        pattern.matches(in: text, limit: count < 0 ? .max : count)
          .map { .string(String(decoding: bytes[$0.range], as: UTF8.self)) })
    case "regexReplaceAllLiteral":
      return Result(pattern.replacingMatches(in: text, with: try arguments.text(2)))
    case "regexReplaceAll":
      let template = GroupTemplate(try arguments.text(2))
      return Result(pattern.replacingMatches(in: text) { template.bytes(for: $0, in: $1) })
    default: return nil
    }
  }

  /// Each word with a capital first.
  private static func titled(_ text: String) -> String {
    var result = ""
    var isInside = false
    for character in text {
      result += isInside ? String(character) : character.uppercased()
      isInside = character.isLetter || character.isNumber || character == "_" || character == "'"
    }
    return result
  }

  /// `someName` and `some name` as `some-name`.
  private static func separated(_ text: String, by mark: Character) -> String {
    var result = ""
    var last: Character?
    for character in text {
      if character == " " || character == "-" || character == "_" {
        if last != mark, !result.isEmpty { result.append(mark) }
        last = mark
        continue
      }
      let isBorder = character.isUppercase && last.map { $0.isLowercase || $0.isNumber } == true
      if isBorder { result.append(mark) }
      result += character.lowercased()
      last = character
    }
    return result
  }

  /// Argo CD's `slugify`, for texts of ASCII: others it transliterates by tables of its own.
  private static func slug(_ arguments: Arguments) throws(GoTemplateError) -> String {
    let text = GoValue.printed(arguments.all.last ?? nil)
    guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw GoTemplateError("slugify of other characters than ASCII is not known here")
    }
    var slug = ""
    for character in text.lowercased() {
      let isKept = character.isLetter || character.isNumber || character == "-" || character == "_"
      if isKept, character != "-" || slug.last != "-" {
        slug.append(character)
      } else if !isKept, slug.last != "-" {
        slug.append("-")
      }
    }
    slug = String(slug.trimming { $0 == "-" || $0 == "_" })
    let limit = try arguments.all.count > 1 ? arguments.integer(0) : 50
    guard slug.count > limit else { return slug }
    let isAtWords = arguments.all.count > 2 ? try arguments.value(1) : nil
    guard GoValue.isTrue(isAtWords) else {
      return String(slug.prefix(limit).trimming { $0 == "-" || $0 == "_" })
    }
    var result = ""
    for word in slug.split(separator: "-") {
      let longer = result.isEmpty ? String(word) : "\(result)-\(word)"
      guard longer.count <= limit else { break }
      result = longer
    }
    return result.isEmpty ? String(slug.prefix(limit)) : result
  }
}

/// A replacement with `$1` and `${1}` in it.
private struct GroupTemplate {
  private enum Part {
    case bytes([UInt8])
    case group(Int)
  }

  private var parts: [Part] = []

  init(_ text: String) {
    var rest = text[...]
    while let character = rest.popFirst() {
      guard character == "$" else {
        parts.append(.bytes(Array(String(character).utf8)))
        continue
      }
      let isBraced = rest.first == "{"
      let inner = isBraced ? rest.dropFirst() : rest
      let digits = inner.prefix { $0.isASCII && $0.isNumber }
      let after = inner.dropFirst(digits.count)
      guard let group = Int(String(digits)), !isBraced || after.first == "}" else {
        parts.append(.bytes([UInt8(ascii: "$")]))
        if rest.first == "$" { rest = rest.dropFirst() }
        continue
      }
      parts.append(.group(group))
      rest = isBraced ? after.dropFirst() : after
    }
  }

  func bytes(for match: Match, in text: [UInt8]) -> [UInt8] {
    parts.flatMap { part -> [UInt8] in
      switch part {
      case .bytes(let bytes): return bytes
      case .group(let index):
        guard match.groups.indices.contains(index), let range = match.groups[index] else {
          return []
        }
        return Array(text[range])
      }
    }
  }
}
