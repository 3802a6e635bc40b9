import YAML

/// A template in the language of Go's text/template, with the functions of ``GoFunctions``.
///
/// What it does not know (templates in templates, `break`) is an error, never a guess.
struct GoTemplate: Sendable {
  let parts: [Part]

  /// - Throws: ``GoTemplateError`` for what cannot be read.
  init(_ text: String) throws(GoTemplateError) {
    var parser = GoTemplateParser(try GoTemplateLexer.pieces(of: text))
    parts = try parser.parse()
  }

  /// A part of a template.
  indirect enum Part: Sendable {
    case text(String)
    case action(Pipeline)
    case condition(Pipeline, then: [Part], else: [Part])
    case with(Pipeline, then: [Part], else: [Part])
    case range(Pipeline, each: [Part], else: [Part])
  }

  /// Commands, each of which is given the result of the one before as its last argument.
  struct Pipeline: Sendable {
    /// The variables that take the result; of two, as `range` has them, the first takes the key.
    var variables: [String] = []
    /// Whether the variables are new, rather than set.
    var declares = false
    var commands: [[Operand]]
  }

  /// What a command is made of; the first may be a function.
  indirect enum Operand: Sendable {
    /// The dot and the names of fields behind it.
    case field([String])
    /// A variable and the names of fields behind it; the one without a name is the data as a whole.
    case variable(String, [String])
    case literal(Node)
    case function(String)
    case group(Pipeline, fields: [String])
  }

  /// What becomes of a key that is not there: the option `missingkey`.
  enum MissingKey: Hashable, Sendable {
    /// It has no value, and is printed as `<no value>`.
    case isNothing
    case isError
  }

  /// The text for some data.
  func text(for data: Node, missingKey: MissingKey) throws(GoTemplateError) -> String {
    var execution = GoTemplateExecution(data: data, missingKey: missingKey)
    return try execution.text(of: self)
  }
}

/// Why a template comes to nothing.
struct GoTemplateError: Error, Hashable, Sendable {
  /// A fragment, in Go's words where it is Go that refuses.
  var message: String

  init(_ message: String) { self.message = message }
}
