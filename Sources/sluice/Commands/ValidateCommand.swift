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
struct ValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Say what a Kubernetes 1.36 API server would say of manifests.",
    discussion: """
      Decodes strictly, fills in the defaults and applies the rules of each built-in kind. With \
      --jsonl each line of standard input is a request, `{"object": …, "oldObject": …}`, and is \
      answered by one line: `accepted`, `causes`, `warnings`, and with --defaults the object as the \
      server would store it.

      A directory is looked through with all that is below it: kustomizations are rendered, files that \
      hold no objects are left alone.

      EXAMPLES:
        sluice validate deployment.yaml service.yaml
        sluice validate manifests/
        sluice validate --kubernetes-version 1.36,1.37 manifests/
        kubectl kustomize overlay | sluice validate -
        sluice validate --crds crds/ widget.yaml
        kubectl get crds -o yaml > crds.yaml; sluice validate --crds crds.yaml manifests/
        sluice validate --jsonl --defaults < requests.jsonl
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var server: ServerOptions
  @OptionGroup var parallel: ParallelOptions

  @Argument(
    help: ArgumentHelp("Manifests, or directories; `-` for standard input.", valueName: "path"))
  var paths: [String] = []

  @Flag(help: "Answer requests, one JSON object a line.")
  var jsonl = false

  @Flag(help: "With --jsonl, answer with the object as the server would store it.")
  var defaults = false

  @Option(
    help: ArgumentHelp(
      "CustomResourceDefinitions: a file, or a directory with what is below it; may be repeated.",
      valueName: "path"))
  var crds: [String] = []

  @Option(help: "How findings are printed: \(ReportFormat.names).")
  var format: ReportFormat = .text

  func validate() throws {
    guard jsonl == paths.isEmpty else {
      throw ValidationError(
        jsonl ? "--jsonl reads standard input alone" : "name a file, a directory, or -")
    }
    guard !jsonl || releases.count == 1 else {
      throw ValidationError("--jsonl answers for one release of --kubernetes-version")
    }
    guard jsonl || !defaults else { throw ValidationError("--defaults goes with --jsonl") }
  }

  func run() async throws {
    try global.enterDirectory()
    let definitions: [KubernetesObject]
    do { definitions = try self.definitions() } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
    if jsonl {
      var service = ValidationService(
        definitions: definitions, release: releases[0], showsDefaults: defaults)
      return try answerLines { line in
        let answer = service.answer(SourceFile(path: "<stdin>", bytes: line))
        if let note = answer.note { try global.report([note]) }
        return answer.line
      }
    }
    try await report(definitions)
  }

  private var releases: [KubernetesRelease] { server.kubernetesVersion?.all ?? [Facts.release] }

  /// The definitions of the files and directories that `--crds` names.
  private func definitions() throws -> [KubernetesObject] {
    try crds.flatMap { path in
      let isAbsolute = path.hasPrefix("/")
      return try DefinitionFiles.definitions(
        at: String(path.drop { $0 == "/" }), in: DirectoryTree(root: isAbsolute ? "/" : "."),
        named: path)
    }
  }

  private func report(_ definitions: [KubernetesObject]) async throws {
    var result = ManifestValidation(refusesUnknownKinds: server.strictKinds)
    for path in paths {
      if path != "-", isDirectory(path) {
        do { try await add(path, to: &result) } catch let error as PipelineError {
          try global.report(error.diagnostics)
          throw Outcome.failed
        }
      } else {
        let bytes = try path == "-" ? readStandardInput() : readAll(ofFile: path)
        result.add(SourceFile(path: path == "-" ? "<stdin>" : path, bytes: bytes))
      }
    }
    result.validate(definitions: definitions, releases: releases)
    let report = Report(
      findings: result.diagnostics,
      coverage: result.coverage,
      tool: Version.identity(judgingFor: releases))
    try global.print(report.output(as: format))
    if result.isIncomplete { throw Outcome.failed }
    if result.diagnostics.contains(where: { $0.severity == .error }) { throw Outcome.findings }
  }

  private func add(_ directory: String, to result: inout ManifestValidation) async throws {
    let workspace = Workspace.workTree(
      containing: directory, environment: processEnvironment())
    let found = try Discovery(workspace).layout(of: try workspace.path(of: directory))
    await result.add(found, in: workspace, width: parallel.width)
  }

  private func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
