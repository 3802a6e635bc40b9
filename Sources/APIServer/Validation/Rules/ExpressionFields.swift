import Diagnostics
import Kubernetes
import Values
import YAML

/// Fields of policies and webhooks that hold CEL.
extension Validation {
  /// Match conditions see neither the variables of their policy nor those of others.
  mutating func matchConditions(_ owner: Fields, hasParams: Bool) {
    let compile = expressions.compiler(
      ExpressionRules.Scope(hasParams: hasParams, hasVariables: false))
    let count = owner.list("matchConditions").count
    if count > 64 { tooMany("matchConditions", count: count, limit: 64) }
    var names: Set<String> = []
    each("matchConditions", of: owner) { v, condition, _ in
      v.expression("expression", of: condition, for: .matchCondition, compile)
      let name = condition.text("name")
      if name.isEmpty {
        v.required("name")
      } else {
        v.check(name, is: .qualifiedName, at: "name")
        if !names.insert(name).inserted { v.duplicate("name", value: ShownValue(name)) }
      }
    }
  }

  /// An expression that must be there and compile.
  ///
  /// Each problem lies at its place inside the scalar; the cause lies where the first one does.
  mutating func expression(
    _ name: String, of fields: Fields, for purpose: ExpressionRules.Purpose,
    missing: String = "", _ compile: ExpressionRules.Compiler
  ) {
    let text = fields.text(name)
    guard !text.isBlank else { return required(.field(name), because: missing) }
    let source = purpose.isCompiledTrimmed ? text.trimming(\.isWhitespace) : text[...]
    guard let complaint = compile(String(source), purpose) else { return }
    let scalar = fields[name]
    let start = text[..<source.startIndex].utf8.count
    let problems = complaint.problems.map { problem in
      Label(
        problem.message,
        at: problem.offset.map { offset in
          scalar?.location(of: ByteRange(start + offset, start + offset + 1))
        } ?? scalar?.origin.location)
    }
    let shown = purpose == .auditAnnotation ? text : String(source)
    report(
      .invalid, [.field(name)],
      "Invalid value: \(ShownValue.quoted(shown)): \(complaint.message)", problems: problems)
  }
}

extension ExpressionRules.Purpose {
  /// Whether the server takes white space away at both ends before it compiles the expression.
  fileprivate var isCompiledTrimmed: Bool {
    switch self {
    case .matchCondition, .auditAnnotation, .applyConfiguration, .jsonPatch: true
    case .validation, .messageExpression, .variable, .deviceSelector: false
    }
  }
}

extension String {
  /// Whether nothing but white space is in the text.
  var isBlank: Bool {
    // Most texts begin with a letter, which tells without a look at whole characters.
    if let first = utf8.first, (0x21...0x7E).contains(first) { return false }
    return allSatisfy(\.isWhitespace)
  }
}

/// The names that CEL can read as `variables.name`.
enum CELIdentifier {
  // The literals and the words that CEL's grammar reserves.
  private static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in",
    "let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while",
  ]

  static func matches(_ name: String) -> Bool {
    NameFormat.cIdentifier.matches(name) && !reserved.contains(name)
  }
}
