import Values
import YAML

/// A format of Go's `Printf`, with the verbs that templates use: `%s`, `%v`, `%d`, `%q`, `%t`, `%f`,
/// with a width, zeros before a number, and a precision.
struct GoFormat {
  private let format: String

  init(_ format: String) { self.format = format }

  func text(_ arguments: ArraySlice<Node?>) throws(GoTemplateError) -> String {
    var result = ""
    var rest = format[...]
    var arguments = arguments
    while let character = rest.popFirst() {
      guard character == "%" else {
        result.append(character)
        continue
      }
      let flags = rest.prefix { "-+0 ".contains($0) }
      rest = rest.dropFirst(flags.count)
      let width = rest.prefix(while: \.isNumber)
      rest = rest.dropFirst(width.count)
      var precision: Int?
      if rest.first == "." {
        let digits = rest.dropFirst().prefix(while: \.isNumber)
        rest = rest.dropFirst(1 + digits.count)
        precision = Int(digits) ?? 0
      }
      guard let verb = rest.popFirst() else { return result + "%!(NOVERB)" }
      guard verb != "%" else {
        result.append("%")
        continue
      }
      guard let argument = arguments.popFirst() else {
        result += "%!\(verb)(MISSING)"
        continue
      }
      let text = try text(of: argument, verb, precision, hasSign: flags.contains("+"))
      result += padded(text, Int(width) ?? 0, flags)
    }
    guard arguments.isEmpty else {
      let extra = arguments.map { "\(GoValue.typeName($0))=\(GoValue.printed($0))" }
      return result + "%!(EXTRA \(extra.joined(separator: ", ")))"
    }
    return result
  }

  private func text(
    of value: Node?, _ verb: Character, _ precision: Int?, hasSign: Bool
  ) throws(GoTemplateError) -> String {
    let printed = GoValue.printed(value)
    let isUnknown = value.map(UnknownParameter.isIn) ?? false
    switch (verb, value?.scalar?.type) {
    case _ where isUnknown: return printed
    case ("v", _): return printed
    case ("s", .string?): return precision.map { String(printed.prefix($0)) } ?? printed
    case ("q", .string?): return printed.goQuoted
    case ("t", .boolean?): return printed
    case ("d", .integer?):
      return hasSign && !printed.hasPrefix("-") ? "+\(printed)" : printed
    case ("f", .float?):
      let places = precision ?? 6
      guard places < 18, let number = value?.scalar?.number, abs(number) < 1e15 else {
        throw GoTemplateError("printf: %f of such a number is not known here")
      }
      return Self.fixed(number, places)
    case ("s", _), ("d", _), ("q", _), ("t", _), ("f", _):
      return "%!\(verb)(\(GoValue.typeName(value))=\(printed))"
    default: throw GoTemplateError("printf: the verb %\(verb) is not known here")
    }
  }

  private static func fixed(_ number: Double, _ places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let whole = String(Int((abs(number) * scale).rounded(.toNearestOrEven)))
    let digits = String(repeating: "0", count: max(0, places + 1 - whole.count)) + whole
    let sign = number < 0 ? "-" : ""
    return sign + digits.dropLast(places) + (places > 0 ? "." + digits.suffix(places) : "")
  }

  private func padded(_ text: String, _ width: Int, _ flags: Substring) -> String {
    let missing = min(width, 1000) - text.count
    guard missing > 0 else { return text }
    if flags.contains("-") { return text + String(repeating: " ", count: missing) }
    return String(repeating: flags.contains("0") ? "0" : " ", count: missing) + text
  }
}
