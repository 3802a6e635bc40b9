import ArgumentParser
import Display
import Environments
import Forecast
import Git
import Glibc
import Kubernetes
import Pipeline
import YAML

/// Says what a change does over time.
struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Say what a change does over time, before a cluster sees it.",
    discussion: """
      Renders an environment as it is and as it was, and runs the controllers and the scheduler of \
      Kubernetes on a virtual clock over each workload that differs: its rollout as a picture, the \
      least ready and the most pods, when it ends, and what stops it, with the line.

      How long a pod takes to start is in no file: --startup says it, or the annotation \
      sluice.dev/startup on a pod template; else the least that the probes allow and their deadline make a \
      range. --nodes says whether the fleet fits, --load what autoscalers make of requests over time, \
      --lose what becomes of the pods after a loss.

      In a picture o is a ready pod of an older revision, # one of the newest, + one that is starting \
      and - one that is ending. Nodes are Node objects, or pools: {pool: cpu, count: 3, cpu: 4, \
      memory: 16Gi, reserved: {cpu: 1, memory: 4Gi}}, of which what is reserved is kept back of the whole \
      pool. A load is steps of requests a second and what one pod takes of them while it uses the CPU \
      that it requests.

      With --jsonl each line of standard input is a question, {"kind":"rollout","initial":…,"pods":…,\
      "events":…,"horizon":…}, or of kind hpa, capacity or pdb, and is answered by one line; --kubernetes-version says which server stores what a rollout applies.

      What stops a rollout is named with its place and its rule, which `sluice explain` describes.

      What does not render, and what charts would make, is named as left out. The exit status is 1 where a \
      rollout is stopped for certain or a pod finds no node, and 2 where something is wrong with a target.

      EXAMPLES:
        sluice forecast production
        sluice forecast production --from HEAD~1 --startup 20s..1m
        sluice forecast production --restart --nodes nodes.yaml
        sluice forecast production --restart --kubernetes-version 1.37
        sluice forecast production --load '0s=50,10m=400,30m=50;pod=25'
        sluice forecast production --lose node --format json
        sluice forecast production --restart --format html > forecast.html
        sluice forecast --jsonl < questions.jsonl
        sluice forecast --jsonl --kubernetes-version 1.37 < questions.jsonl
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var tree: TreeOptions

  @Argument(help: ArgumentHelp("An environment of the pipeline.", valueName: "environment"))
  var environment: String?

  @Option(help: ArgumentHelp("Tell of the workloads of one app.", valueName: "app"))
  var app: String?

  @Option(
    help: ArgumentHelp(
      "What runs now: a revision. By default HEAD, or with --rev its first parent.",
      valueName: "rev"))
  var from: String?

  @Flag(help: "Nothing runs yet: every workload is created.")
  var new = false

  @Flag(help: "Restart the workloads that the change leaves alone.")
  var restart = false

  @Option(
    help: ArgumentHelp(
      "How long a pod takes to start, as 20s or 10s..1m.", valueName: "span"))
  var startup: String?

  @Option(help: ArgumentHelp("The nodes of the cluster.", valueName: "file"))
  var nodes: String?

  @Option(help: ArgumentHelp("Requests a second over time: a file, or steps.", valueName: "load"))
  var load: String?

  @Option(help: "What is lost: pod, node or zone.")
  var lose: Loss?

  @Option(
    help: ArgumentHelp("The availability of one pod, as 0.99.", valueName: "part"))
  var podAvailability = 0.99

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "The server's release, from \(KubernetesRelease.supported.lowerBound) to "
        + "\(KubernetesRelease.supported.upperBound); by default what the configuration says.",
      valueName: "release"))
  var kubernetesVersion: KubernetesRelease?

  @Option(help: "How the forecast is printed: text, json, markdown or html.")
  var format: Format = .text

  @Flag(help: "Answer one JSON question a line on standard input.")
  var jsonl = false

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown, html
  }

  func validate() throws {
    guard jsonl != (environment != nil) else {
      throw ValidationError("give one environment, or --jsonl")
    }
    guard !new || from == nil else { throw ValidationError("--new and --from exclude one another") }
    guard (0...1).contains(podAvailability) else {
      throw ValidationError("--pod-availability is a part from 0 to 1")
    }
  }

  func run() throws {
    guard let environment else {
      let release = kubernetesVersion ?? Facts.release
      return try answerLines { line in
        ForecastQuery(line, release: release)?.answer()
          ?? Array(#"{"error":"the line is no question with a kind"}"#.utf8)
      }
    }
    try global.enterDirectory()
    let result: EnvironmentForecast
    do {
      let workspace = try tree.workspace(at: ".", trust: global.trustRepository)
      let place = try config.map { try workspace.path(of: $0) }
      var found = try Discovery(workspace).configuration(at: place)
      found.kubernetesRelease = kubernetesVersion ?? found.kubernetesRelease
      result = try GitOpsPipeline(found, in: workspace, width: 1)
        .forecast(
          environment, app: app, from: try present().map { ($0, place) }, by: try forecaster())
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    } catch let error as ScenarioError {
      throw Failure(error.description)
    }
    let forecast = result.forecast
    try global.report(result.failures)
    switch format {
    case .text: try global.print(forecast.shown)
    case .json: try write(.answers(forecast.json.answer + "\n".utf8), to: STDOUT_FILENO)
    case .markdown: try write(forecast.markdown(), to: STDOUT_FILENO)
    case .html: try write(forecast.html, to: STDOUT_FILENO)
    }
    guard result.failures.isEmpty else { throw Outcome.failed }
    guard !forecast.hasFindings else { throw Outcome.findings }
  }

  /// The tree that runs.
  private func present() throws -> Workspace? {
    guard !new else { return nil }
    var before = tree
    before.staged = false
    before.worktree = false
    before.rev = from ?? tree.rev.map { "\($0)^" } ?? "HEAD"
    do {
      return try before.workspace(at: ".", trust: global.trustRepository)
    } catch let failure as Failure {
      throw Failure(
        "\(failure.description); --from names what runs now, and --new says that nothing does")
    }
  }

  private func forecaster() throws -> FleetForecaster {
    var forecaster = FleetForecaster()
    forecaster.restarts = restart
    forecaster.loss = lose
    forecaster.podAvailability = podAvailability
    if let startup {
      guard let range = StartupRange(startup, source: .stated) else {
        throw Failure("\(startup) is no time to start: one reads 20s, or 10s..1m")
      }
      forecaster.startup = range
    }
    if let nodes { forecaster.nodes = try NodePools(try global.documents(ofFile: nodes)) }
    if let load {
      forecaster.load =
        load.contains("=") ? try LoadProfile(load) : try LoadProfile(try onlyDocument(of: load))
    }
    return forecaster
  }

  private func onlyDocument(of path: String) throws -> Node {
    let documents = try global.documents(ofFile: path)
    guard documents.count == 1 else {
      throw Failure("\(path) holds \(documents.count) documents; a load is one")
    }
    return documents[0]
  }
}

extension Loss: ExpressibleByArgument {}
