import Admission
import ArgumentParser
import CEL
import Diagnostics
import Display
import Glibc
import Pipeline
import YAML

/// Evaluates an expression.
struct CelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cel",
    abstract: "Evaluate a CEL expression as a policy's would be.",
    discussion: """
      Prints the value, its type and what the evaluation cost against Kubernetes' limit. The \
      variables are those of a ValidatingAdmissionPolicy; an object is defaulted first, as the API \
      server does it before policies see it.

      With --jsonl each line of standard input is a question, \
      {"expr":…,"vars":{…},"bindings":{…},"env":[…]}, and is answered by one line with "value", \
      "error" or "compileError", and "type" and "cost".

      The exit status is 1 when the evaluation ends with an error, and 2 when the expression does \
      not compile.

      EXAMPLES:
        sluice cel '[1, 2, 3].exists(n, n > 2)'
        sluice cel 'object.spec.replicas >= 2' --object deployment.yaml
        sluice cel --explain 'object.spec.replicas <= oldObject.spec.replicas * 2' \\
          --object new.yaml --old-object old.yaml
        kubectl get deploy api -o yaml | sluice cel 'object.status' --object -
      """
  )

  @OptionGroup var global: GlobalOptions

  @Argument(help: ArgumentHelp("The expression.", valueName: "expr"))
  var expression: String?

  @Option(
    help: ArgumentHelp("The value of object: a YAML or JSON file, or `-`.", valueName: "file"))
  var object: String?

  @Option(help: ArgumentHelp("The value of oldObject.", valueName: "file"))
  var oldObject: String?

  @Option(help: ArgumentHelp("The value of params.", valueName: "file"))
  var params: String?

  @Flag(help: "Show each sub-expression with its value.")
  var explain = false

  @Flag(help: "Answer one JSON question a line on standard input.")
  var jsonl = false

  func validate() throws {
    guard jsonl != (expression != nil) else {
      throw ValidationError("give one expression, or --jsonl")
    }
    guard [object, oldObject, params].count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("only one of the files can be standard input")
    }
  }

  func run() throws {
    guard let expression else {
      return try answerLines { line in
        let query = ExpressionQuery(String(decoding: line, as: UTF8.self))
        let answer = query?.answer() ?? #"{"error":"the line is no question with an expr"}"#
        return Array(answer.utf8)
      }
    }
    try global.enterDirectory()
    let trial = ExpressionTrial(
      object: try document(object), oldObject: try document(oldObject),
      params: try document(params))
    switch trial.run(expression) {
    case .failure(let errors):
      try write(Shown(lines: "\(errors)"), to: STDERR_FILENO)
      throw Outcome.failed
    case .success(let outcome):
      try global.print(explain ? outcome.explanation : outcome.summary)
      if outcome.value.error != nil { throw Outcome.findings }
    }
  }

  /// The one document of a file.
  private func document(_ path: String?) throws -> Node? {
    guard let path else { return nil }
    let file = SourceFile(
      path: path == "-" ? "<stdin>" : path,
      bytes: path == "-" ? try readStandardInput() : try readAll(ofFile: path))
    let parsed = file.parsed(as: .kubernetes)
    guard parsed.errors.isEmpty else {
      try global.report(parsed.errors.map(\.diagnostic))
      throw Outcome.failed
    }
    let documents = parsed.documents.filter { !$0.isEmpty }
    guard documents.count == 1 else {
      throw Failure("\(file.path) holds \(documents.count) documents; an expression reads one")
    }
    return documents[0].root
  }
}
