import ArgumentParser
import Diagnostics
import Display
import Environments
import Glibc

/// Substitutes variables as Flux does.
struct SubstituteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "substitute",
    abstract: "Put variables into standard input, as `flux envsubst` does.",
    discussion: """
      Replaces ${NAME}, ${NAME:=default} and the other forms that a Flux Kustomization's postBuild \
      knows, line by line, with the variables of the environment. $$ stands for $.

      With --jsonl each line of standard input is a question, {"template":…,"vars":{…},"strict":…} or \
      {"document":…,"vars":{…},"strict":…,"always":…}, and is answered by one line: "output", or \
      "result" as the controller reads the object again, or "error".

      EXAMPLES:
        export cluster=staging; sluice substitute < release.yaml
        kustomize build apps | sluice substitute --strict | kubectl diff -f -
      """
  )

  @OptionGroup var global: GlobalOptions

  @Flag(help: "Refuse a variable that is not set and has no default.")
  var strict = false

  @Flag(help: "Answer one JSON question a line on standard input.")
  var jsonl = false

  func run() throws {
    guard !jsonl else {
      return try answerLines { line in
        SubstitutionQuery(line)?.answer()
          ?? Array(#"{"error":"the line is no question with a template or a document"}"#.utf8)
      }
    }
    let variables = SubstitutionVariables(processEnvironment())
    let input = SourceFile(path: "<stdin>", bytes: try readStandardInput())
    let output: [UInt8]
    do {
      let substitution = LineSubstitution(variables, isStrict: strict)
      output = try substitution.substituted(input)
    } catch {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
    try write(.manifest(output), to: STDOUT_FILENO)
  }
}
