import Diagnostics
import YAML

extension GoFunctions {
  /// Whole numbers, which is what Sprig's arithmetic takes.
  static func number(_ arguments: Arguments) throws(GoTemplateError) -> Result? {
    let combine: (Int, Int) -> (partialValue: Int, overflow: Bool)
    switch arguments.function {
    case "add": combine = { $0.addingReportingOverflow($1) }
    case "mul": combine = { $0.multipliedReportingOverflow(by: $1) }
    case "sub": combine = { $0.subtractingReportingOverflow($1) }
    case "div", "mod":
      let divisor = try arguments.integer(1)
      guard divisor != 0 else { throw GoTemplateError("integer divide by zero") }
      let isDivision = arguments.function == "div"
      combine = {
        isDivision
          ? $0.dividedReportingOverflow(by: $1) : $0.remainderReportingOverflow(dividingBy: $1)
      }
    case "max": combine = { (Swift.max($0, $1), false) }
    case "min": combine = { (Swift.min($0, $1), false) }
    case "add1":
      let (sum, overflows) = try arguments.integer(0).addingReportingOverflow(1)
      guard !overflows else { throw GoTemplateError("add1 overflows") }
      return Result(.integer(sum))
    case "int", "int64", "atoi": return Result(.integer(try arguments.integer(0)))
    default: return nil
    }
    var result = try arguments.integer(0)
    for index in arguments.all.indices.dropFirst() {
      let (value, overflows) = combine(result, try arguments.integer(index))
      guard !overflows else { throw GoTemplateError("\(arguments.function) overflows") }
      result = value
    }
    return Result(.integer(result))
  }

  static func conversion(_ arguments: Arguments) throws(GoTemplateError) -> Result? {
    switch arguments.function {
    case "toString": return Result(try arguments.printed(0))
    case "toStrings":
      return Result(try arguments.elements(0).map { .string(GoValue.printed($0)) })
    case "toJson", "toRawJson", "mustToJson":
      let value = try arguments.value(0) ?? .null()
      return Result(value.sorted.json)
    case "toYaml": return Result(try yaml(of: try arguments.value(0) ?? .null()))
    case "fromJson", "mustFromJson", "fromYaml", "fromYamlArray":
      let text = try arguments.text(0)
      let parsed = SourceFile(path: arguments.function, text: text).parsed(as: .kubernetes)
      guard parsed.errors.isEmpty else {
        throw GoTemplateError("error calling \(arguments.function): the text cannot be read")
      }
      return Result(parsed.documents.first.map { GoValue.fromJSON($0.root) } ?? .null())
    default: return nil
    }
  }

  private static func yaml(of value: Node) throws(GoTemplateError) -> String {
    var emitter = Emitter()
    do { try emitter.write(document: value) } catch { throw GoTemplateError(error.message) }
    var bytes = emitter.bytes
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Node {
  /// The value with the keys of each mapping by name, as Go writes them.
  fileprivate var sorted: Node {
    var result = self
    result.updateAll { node in
      _ = node.updateMapping { mapping in
        mapping.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      }
    }
    return result
  }
}
