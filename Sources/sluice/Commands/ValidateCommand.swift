import APIServer
import Admission
import ArgumentParser
import Diagnostics
import Environments
import Glibc
import Kubernetes
import Kustomize
import Pipeline
import Reporting

/// Says what the API server would say of manifests.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Say what a Kubernetes 1.36 API server would say of manifests.",
    discussion: """
      Decodes strictly, fills in the defaults and applies the rules of each built-in kind. With \
      --jsonl each line of standard input is a request, `{"object": …, "oldObject": …}`, and is \
      answered by one line: `accepted`, `causes`, `warnings`, and with --defaults the object as the \
      server would store it.

      EXAMPLES:
        sluice validate deployment.yaml service.yaml
        kubectl kustomize overlay | sluice validate -
        sluice validate --crds crds/ widget.yaml
        sluice validate --jsonl --defaults < requests.jsonl
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var server: ServerOptions

  @Argument(help: ArgumentHelp("Manifests; `-` for standard input.", valueName: "file"))
  var files: [String] = []

  @Flag(help: "Answer requests, one JSON object a line.")
  var jsonl = false

  @Flag(help: "With --jsonl, answer with the object as the server would store it.")
  var defaults = false

  @Option(
    help: ArgumentHelp(
      "CustomResourceDefinitions: a file, or a directory of files.", valueName: "path"))
  var crds: [String] = []

  @Option(help: "How findings are printed: \(ReportFormat.names).")
  var format: ReportFormat = .text

  func validate() throws {
    guard jsonl == files.isEmpty else {
      throw ValidationError(jsonl ? "--jsonl reads standard input alone" : "name a file, or -")
    }
    guard jsonl || !defaults else { throw ValidationError("--defaults goes with --jsonl") }
  }

  func run() throws {
    try global.enterDirectory()
    let validator = Validator.evaluatingRules(
      definitions: try definitions(), release: release)
    if jsonl {
      let answer = ValidationAnswer(validator: validator, showsDefaults: defaults)
      return try answerLines { line in
        var bytes: [UInt8] = []
        let file = SourceFile(path: "<stdin>", bytes: line)
        answer.append(to: &bytes, requestIn: ByteRange(0, line.count), of: file)
        return bytes
      }
    }
    try report(validator)
  }

  private var release: KubernetesRelease { server.kubernetesVersion ?? Facts.release }

  /// The objects of the files and directories that `--crds` names.
  private func definitions() throws -> [KubernetesObject] {
    try crds.flatMap { path in
      let tree = DirectoryTree(root: path)
      guard (try? tree.entry(at: "")) == .directory else {
        return try Manifests.objects(of: SourceFile(path: path, bytes: readAll(ofFile: path)))
      }
      return try Manifests(tree: tree).rendering(of: "").objects.map(\.object)
    }
  }

  private func report(_ validator: Validator) throws {
    var result = ManifestValidation(
      validator: validator, refusesUnknownKinds: server.strictKinds)
    for file in files {
      let bytes = try file == "-" ? readStandardInput() : readAll(ofFile: file)
      result.add(SourceFile(path: file == "-" ? "<stdin>" : file, bytes: bytes))
    }
    let report = Report(
      findings: result.diagnostics,
      coverage: result.coverage,
      tool: Version.identity(judgingFor: release))
    try global.print(report.output(as: format))
    if result.isIncomplete { throw Outcome.failed }
    if result.diagnostics.contains(where: { $0.severity == .error }) { throw Outcome.findings }
  }
}
