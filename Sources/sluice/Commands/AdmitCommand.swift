import ArgumentParser
import Diagnostics
import Display
import Environments
import Glibc
import Kubernetes
import Pipeline

/// Answers AdmissionReviews.
struct AdmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "admit",
    abstract: "Answer an AdmissionReview by the policies of a directory.",
    discussion: """
      Reads an AdmissionReview on standard input and writes it back with its response: the verdict, \
      message, warnings and patch that a Kubernetes API server would come to. A request needs an \
      operation and an object; what else it says is used.

      The directory holds the cluster's state as files: MutatingAdmissionPolicies, \
      ValidatingAdmissionPolicies, their bindings, Namespaces, parameters. With a kustomization it \
      is rendered first. Policies that mutate are asked first; what they change is the answer's \
      JSON Patch.

      With --jsonl each line is a review and is answered by one line. Otherwise the exit status is \
      1 when the request is refused.

      EXAMPLES:
        sluice admit --policies policies < review.json
        sluice admit --policies policies --policies state --jsonl < reviews.jsonl
        sluice admit --policies policies --jsonl --objects < reviews.jsonl
        sluice admit --policies policies --kubernetes-version 1.37 < review.json
      """
  )

  @OptionGroup var global: GlobalOptions

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A directory of policies and of what they read; may be repeated.", valueName: "dir"))
  var policies: [String] = []

  @Option(
    help: ArgumentHelp(
      "The server's release, from \(KubernetesRelease.supported.lowerBound) to "
        + "\(KubernetesRelease.supported.upperBound).", valueName: "release"))
  var kubernetesVersion: KubernetesRelease = Facts.release

  @Flag(help: "Answer one review a line.")
  var jsonl = false

  @Flag(
    help: ArgumentHelp(
      "Answer as the server that stores the object: ask its kind's rules too, and give the object.")
  )
  var objects = false

  func validate() throws {
    guard !policies.isEmpty else { throw ValidationError("name a directory with --policies") }
  }

  func run() throws {
    try global.enterDirectory()
    var service: AdmissionService
    do {
      service = try AdmissionService(
        directories: policies, environment: processEnvironment(), release: kubernetesVersion,
        showsObjects: objects)
    } catch {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
    try global.report(service.warnings)
    guard !jsonl else {
      var notes: Set<String> = []
      return try answerLines { line in
        let answer = service.answer(SourceFile(path: "<stdin>", bytes: line))
        try global.report(answer.notes.filter { notes.insert($0.message).inserted })
        return answer.line
      }
    }
    let review = SourceFile(path: "<stdin>", bytes: try readStandardInput())
    let answer = service.answer(review)
    try global.report(answer.notes)
    try write(.answers(answer.line + "\n".utf8), to: STDOUT_FILENO)
    guard answer.isAllowed else { throw Outcome.findings }
  }
}
