/// A text with expressions as `${name:-default}`, taken apart.
///
/// The language is that of `flux envsubst` and of a Flux Kustomization's `postBuild`
/// (github.com/fluxcd/pkg/envsubst), which differs from a shell's: only `${…}` is an expression, `$$`
/// stands for `$`, and a NUL ends the text.
struct SubstitutionTemplate: Sendable {
  /// In the order of the text.
  let parts: [Part]

  enum Part: Sendable {
    /// What stays as it is, without its escapes.
    case text([UInt8])
    case expression(Expression)
  }

  /// One `${…}`.
  struct Expression: Sendable {
    /// The variable's name.
    var name: String
    /// What is done to the value; nil where nothing is.
    var operation: Operation?
    var arguments: [Part]
    /// The bytes of the template from `$` to `}`.
    var range: Range<Int>
  }

  /// What an expression does to a value, as it is written.
  enum Operation: String, Sendable {
    case length = "#length"
    case lowercaseFirst = ","
    case lowercase = ",,"
    case uppercaseFirst = "^"
    case uppercase = "^^"
    /// `^,` and `,^`, which are read and do nothing.
    case noCase = "^,"
    case shortestPrefix = "#"
    case longestPrefix = "##"
    case shortestSuffix = "%"
    case longestSuffix = "%%"
    case substring = ":"
    case replaceFirst = "/"
    case replaceAll = "//"
    case replacePrefix = "/#"
    case replaceSuffix = "/%"
    /// `=`, `:=`, `:-`, `:?` and `:+` are all the same.
    case orElse = ":-"

    /// Whether a variable that is not there is what the operation is for.
    var allowsMissing: Bool { self == .orElse }
  }

  /// Takes a text apart.
  ///
  /// - Throws: ``SubstitutionError`` for the first expression that cannot be read.
  init(_ text: [UInt8]) throws(SubstitutionError) {
    var parser = TemplateParser(text)
    parts = try parser.parse()
  }

  /// The names of the variables that the template reads, in the order of their first use; those of
  /// defaults included.
  var names: [String] {
    var names: [String] = []
    func add(_ parts: [Part]) {
      for case .expression(let expression) in parts {
        if !names.contains(expression.name) { names.append(expression.name) }
        add(expression.arguments)
      }
    }
    add(parts)
    return names
  }
}

/// Why a text cannot be substituted.
package struct SubstitutionError: Error, Hashable, Sendable {
  /// What stands in the way.
  package var reason: Reason
  /// The bytes of the template that are to blame.
  package var range: Range<Int>

  /// What stands in the way of a substitution.
  package enum Reason: Hashable, Sendable {
    /// An expression that cannot be read.
    case malformed(Malformation)
    /// A variable that nobody defines and that has no default, in strict mode.
    case undefined(name: String)
    /// `${name:offset:length}` with a length below zero, at which the controller fails.
    case negativeLength(name: String)
    /// The result, or the work for it, is out of all bounds.
    case tooLarge
  }

  /// How an expression cannot be read, in the words of Flux.
  package enum Malformation: String, Sendable {
    case name = "unable to parse variable name"
    case closingBrace = "missing closing brace"
    case substitution = "bad substitution"
    case argument = "unable to parse substitution within function"
    case orElse = "unable to parse default function"
    case depth = "expressions stand too deep inside each other"
  }

  /// The error as Flux writes it.
  package var message: String {
    switch reason {
    case .malformed(let malformation): malformation.rawValue
    case .undefined(let name): "variable not set (strict mode): \(quoted(name))"
    case .negativeLength(let name): "the length of \(name)'s part is negative"
    case .tooLarge: "the result is too large"
    }
  }

  private func quoted(_ name: String) -> String { "\"\(name)\"" }
}
