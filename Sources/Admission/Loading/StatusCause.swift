import APIServer
package import Diagnostics
import YAML

/// One reason why the API server refuses an object, as the causes of its answer name it.
package struct StatusCause: Hashable, Sendable {
  package var reason: Reason
  /// The path of the field: `spec.validations[0].expression`.
  package var field: String
  /// The server's sentence, with its beginning: `Required value: expression is not specified`.
  package var message: String
  /// Where the field stands, or its nearest parent that does.
  package var location: Location?
  /// For an expression that does not compile, each thing that is wrong with it, in its place.
  package var issues: [Label] = []

  /// The kinds of causes, with the names that the server gives them.
  package enum Reason: String, Sendable {
    case required = "FieldValueRequired"
    case invalid = "FieldValueInvalid"
    case notSupported = "FieldValueNotSupported"
    case duplicate = "FieldValueDuplicate"
    case forbidden = "FieldValueForbidden"
    case tooMany = "FieldValueTooMany"
    /// A field that the type does not have, or a value of another type; the server answers these
    /// while it decodes, before it looks for causes.
    case decoding = "FieldDecoding"
  }
}

/// What is wrong with one object, collected while it is read.
///
/// A class, so that the readers of nested fields add to one list; it stays inside one call.
final class CauseList {
  private var all: [StatusCause] = []

  /// What the server would answer: an object that it cannot decode it does not judge further.
  var causes: [StatusCause] {
    let decoding = all.filter { $0.reason == .decoding }
    return decoding.isEmpty ? all : decoding
  }

  func required(_ field: Field, _ detail: String = "") {
    add(.required, field, detail.isEmpty ? "Required value" : "Required value: \(detail)")
  }

  func invalid(_ field: Field, value: String, _ detail: String) {
    invalid(field, literal: quoted(value), detail)
  }

  func invalid(_ field: Field, values: [String], _ detail: String) {
    invalid(field, literal: "[\(values.map(quoted).joined(separator: ","))]", detail)
  }

  private func invalid(_ field: Field, literal: String, _ detail: String) {
    add(.invalid, field, "Invalid value: \(literal): \(detail)")
  }

  func notSupported(_ field: Field, value: String, supported: [String]) {
    let list = supported.sorted().map(quoted).joined(separator: ", ")
    add(.notSupported, field, "Unsupported value: \(quoted(value)): supported values: \(list)")
  }

  func duplicate(_ field: Field, value: String) {
    add(.duplicate, field, "Duplicate value: \(quoted(value))")
  }

  func forbidden(_ field: Field, _ detail: String) {
    add(.forbidden, field, "Forbidden: \(detail)")
  }

  func tooMany(_ field: Field, count: Int, limit: Int) {
    add(.tooMany, field, "Too many: \(count): must have at most \(limit) items")
  }

  func decoding(_ fault: DecodingFault) {
    let field = Field(path: fault.path, location: fault.location)
    let hint = fault.suggestion.map { "; did you mean \(quoted($0))?" } ?? ""
    add(.decoding, field, fault.message + hint)
  }

  /// An expression that does not compile, or not to a type that its field takes.
  func invalid(_ expression: PolicyExpression, _ detail: String, issues: [Label]) {
    let field = Field(path: expression.path, location: expression.location)
    add(.invalid, field, "Invalid value: \(quoted(expression.source)): \(detail)", issues)
  }

  private func add(
    _ reason: StatusCause.Reason, _ field: Field, _ message: String, _ issues: [Label] = []
  ) {
    all.append(
      StatusCause(
        reason: reason, field: field.path.description, message: message,
        location: field.location, issues: issues))
  }

  private func quoted(_ text: String) -> String { text.quotedAsGo }
}

/// A field of an object that is being read: its path and where it stands.
struct Field {
  var path: FieldPath
  var location: Location?
}

extension String {
  /// The text in double quotes with the escapes that the server's messages have.
  var quotedAsGo: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + (digits.count < 2 ? "0" : "") + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
