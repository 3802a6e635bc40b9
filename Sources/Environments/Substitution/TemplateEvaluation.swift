/// The text that a template becomes.
package struct SubstitutedText: Sendable {
  /// The bytes; cutting a character in two makes what is no UTF-8.
  package private(set) var bytes: [UInt8] = []
  /// What each part of the template became, in order.
  private(set) var parts: [Part] = []

  /// A result of more bytes is refused: a short template may ask for a long value any number of times.
  static let largestSize = 64 << 20

  /// What one expression became.
  struct Part: Sendable {
    /// The expression's bytes in the template.
    var source: Range<Int>
    /// The bytes that came in its place.
    var result: Range<Int>
  }

  fileprivate mutating func append(_ text: [UInt8]) { bytes += text }

  fileprivate mutating func append(_ value: [UInt8], of expression: Range<Int>) {
    let start = bytes.count
    bytes += value
    parts.append(Part(source: expression, result: start..<bytes.count))
  }
}

extension SubstitutedText {
  /// The text of a template with the variables' values in it.
  ///
  /// - Parameter isStrict: whether a variable that nobody defines and that has no default is an error;
  ///   it is empty otherwise.
  /// - Throws: the first expression that cannot be read, or else every reason in the order of the text.
  package init(
    _ template: [UInt8], _ variables: SubstitutionVariables, isStrict: Bool
  ) throws(SubstitutionErrors) {
    let parts: [SubstitutionTemplate.Part]
    do throws(SubstitutionError) { parts = try SubstitutionTemplate(template).parts } catch {
      throw SubstitutionErrors([error])
    }
    var evaluation = TemplateEvaluation(template, variables, isStrict: isStrict)
    for part in parts {
      switch part {
      case .text(let bytes): append(bytes)
      case .expression(let expression):
        append(evaluation.value(of: expression), of: expression.range)
      }
      guard bytes.count <= Self.largestSize else {
        evaluation.errors.append(SubstitutionError(reason: .tooLarge, range: 0..<0))
        break
      }
    }
    guard evaluation.errors.isEmpty else { throw SubstitutionErrors(evaluation.errors) }
  }
}

/// All that stands in the way of a substitution; at least one reason.
package struct SubstitutionErrors: Error, Hashable, Sendable {
  /// In the order of the text.
  package var errors: [SubstitutionError]

  package init(_ errors: [SubstitutionError]) {
    precondition(!errors.isEmpty, "there is a reason")
    self.errors = errors
  }

  /// The reason that Flux gives: the first one.
  package var message: String { errors[0].message }
}

/// One run through a template.
private struct TemplateEvaluation {
  let template: [UInt8]
  let variables: SubstitutionVariables
  let isStrict: Bool
  var errors: [SubstitutionError] = []
  private var work = ShellPattern.Work()

  init(_ template: [UInt8], _ variables: SubstitutionVariables, isStrict: Bool) {
    self.template = template
    self.variables = variables
    self.isStrict = isStrict
  }

  /// The value; empty behind an error.
  ///
  /// The arguments come first, also those of a default that is not taken.
  mutating func value(of expression: SubstitutionTemplate.Expression) -> [UInt8] {
    var arguments: [[UInt8]] = []
    for argument in expression.arguments {
      switch argument {
      case .text(let text): arguments.append(text)
      case .expression(let inner): arguments.append(value(of: inner))
      }
    }
    let variable = variables[expression.name]
    if variables.isUnknown(expression.name) {
      return Array(template[expression.range])
    }
    if variable == nil, isStrict, expression.operation?.allowsMissing != true {
      errors.append(
        SubstitutionError(reason: .undefined(name: expression.name), range: expression.range))
      return []
    }
    let value = Array((variable?.value ?? "").utf8)
    guard let operation = expression.operation else { return value }
    do throws(SubstitutionError.Reason) {
      let result = try operation.applied(
        to: value, of: expression.name, arguments, work: &work)
      guard result.count <= SubstitutedText.largestSize else { throw .tooLarge }
      return result
    } catch {
      errors.append(SubstitutionError(reason: error, range: expression.range))
      return []
    }
  }
}

extension SubstitutionError.Reason: Error {}
