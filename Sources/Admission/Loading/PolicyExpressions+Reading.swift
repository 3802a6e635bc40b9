import Kubernetes
import YAML

extension ObjectReader {
  /// The CEL source in a field.
  fileprivate func expression(_ name: String) -> PolicyExpression {
    PolicyExpression(
      source: string(name), path: path.appending(.key(name)), scalar: value(name))
  }
}

extension ValidatingAdmissionPolicy.MatchCondition {
  static func read(_ reader: ObjectReader) -> Self {
    let result = Self(name: reader.string("name"), expression: reader.expression("expression"))
    if result.expression.isBlank { reader.causes.required(reader.field("expression")) }
    if result.name.isEmpty {
      reader.causes.required(reader.field("name"))
    } else {
      for problem in NameFormat.qualifiedName.faults(result.name) {
        reader.causes.invalid(reader.field("name"), value: result.name, problem)
      }
    }
    return result
  }
}

extension ValidatingAdmissionPolicy.Variable {
  static func read(_ reader: ObjectReader) -> Self {
    let result = Self(name: reader.string("name"), expression: reader.expression("expression"))
    if result.name.allSatisfy(\.isWhitespace) {
      reader.causes.required(reader.field("name"), "name is not specified")
    } else if !CELIdentifier.matches(result.name) {
      reader.causes.invalid(
        reader.field("name"), value: result.name, "must be a valid CEL identifier")
    }
    if result.expression.isBlank {
      reader.causes.required(reader.field("expression"), "expression is not specified")
    }
    return result
  }
}

extension ValidatingAdmissionPolicy.Validation {
  static func read(_ reader: ObjectReader) -> Self {
    let message = reader.string("message")
    let messageExpression = reader.expression("messageExpression")
    let result = Self(
      expression: reader.expression("expression"), message: message,
      messageExpression: messageExpression.source.isEmpty ? nil : messageExpression,
      reason: reader.has("reason") ? reader.choice("reason", of: StatusReason.self) : nil)
    if result.expression.isBlank {
      reader.causes.required(reader.field("expression"), "expression is not specified")
    }
    if let messageExpression = result.messageExpression, messageExpression.isBlank {
      reader.causes.invalid(
        reader.field("messageExpression"), value: messageExpression.source,
        "must be non-empty if specified")
    }
    let trimmed = message.trimmed
    if trimmed.isEmpty, !message.isEmpty {
      reader.causes.invalid(
        reader.field("message"), value: message, "message must be non-empty if specified")
    } else if trimmed.contains(where: \.isNewline) {
      reader.causes.invalid(
        reader.field("message"), value: message, "message must not contain line breaks")
    }
    return result
  }
}

extension ValidatingAdmissionPolicy.AuditAnnotation {
  static func read(_ reader: ObjectReader, policyName: String) -> Self {
    let result = Self(
      key: reader.string("key"), valueExpression: reader.expression("valueExpression"))
    let key = reader.field("key")
    if policyName.isEmpty {
      reader.causes.invalid(key, value: result.key, "requires metadata.name be non-empty")
    } else {
      let name = "\(policyName)/\(result.key)"
      for problem in NameFormat.qualifiedName.faults(name) {
        reader.causes.invalid(key, value: name, problem)
      }
    }
    let limit = 5 * 1024
    if result.valueExpression.isBlank {
      reader.causes.required(
        reader.field("valueExpression"), "valueExpression is not specified")
    } else if result.valueExpression.source.trimmed.utf8.count > limit {
      reader.causes.required(
        reader.field("valueExpression"), "must not exceed \(limit) bytes in length")
    }
    return result
  }
}

/// Names that CEL can read as `variables.name`.
enum CELIdentifier {
  // The lexer's keywords and the words that its grammar reserves.
  private static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in",
    "let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while",
  ]

  static func matches(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first), !reserved.contains(text) else {
      return false
    }
    return text.utf8.allSatisfy {
      isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
  }
}

extension String {
  /// The text without white space at both ends.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
