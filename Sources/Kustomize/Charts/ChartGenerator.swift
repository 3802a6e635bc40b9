import Diagnostics
import YAML

/// Makes the objects of a chart that stands in the tree, by the user's own Helm.
struct ChartGenerator {
  var chart: Chart
  /// What charts that name no namespace are rendered for.
  var namespace: String?
  let site: Site
  let context: RenderContext

  static let pluginName = "HelmChartInflationGenerator"
  /// By which Kustomize knows later that Helm has given an object its namespace.
  static let annotation = "internal.config.kubernetes.io/helm-generated"

  /// The refusal of a field that only Helm could carry out.
  static func notRun(_ what: String, at place: Location?) -> RenderError {
    RenderError(
      .unsupportedPlugin, "\(what) needs helm, which is not run", at: place,
      help: "allow it with --enable-helm, or render the chart with \"helm template\" and list the "
        + "file under resources")
  }

  func generate() throws(RenderError) -> [Resource] {
    guard let runner = context.loader.charts else {
      throw Self.notRun(
        chart.name.map { "the chart \($0.value)" } ?? "a chart", at: chart.origin.location?.start)
    }
    guard let name = chart.name else {
      throw RenderError(
        .invalidGenerator, "a chart must have a name", at: chart.origin.location?.start)
    }
    // Helm would take it for a flag, and some flags run programs.
    if let release = chart.releaseName, release.value.hasPrefix("-") {
      throw RenderError(
        .invalidGenerator, "the release name \"\(release.value)\" begins with -",
        at: release.location, help: "name it as Kubernetes names objects")
    }
    let home = try home(name)
    var run = ChartRun(
      chart, namespace: chart.namespace?.value ?? namespace,
      in: try directory(of: name, in: home), of: context.loader.tree)
    run.values = try values(in: run.directory, name)
    for path in chart.additionalValuesFiles {
      run.additionalValues.append(try context.load(path, from: site).treePath)
    }
    let output: [UInt8]
    do { output = try runner(run) } catch {
      throw RenderError(
        .unsupportedPlugin, "the chart \(name.value) is not rendered: \(error.reason)",
        at: name.location, help: error.help)
    }
    return try resources(in: output, name)
  }

  // MARK: The chart

  /// The directory that holds charts, of which one that is pulled has its version in its name.
  private func home(_ name: SourcedText) throws(RenderError) -> String {
    let home = chart.home ?? SourcedText("charts", name.node.origin)
    var path = TreePath.cleaned(TreePath.join(site.directory, home.value))
    if home.value.hasPrefix("/") {
      guard let inside = context.loader.tree.relative(toRoot: home.value) else {
        throw .unresolved(home, .leavesTree(nil), in: context.loader.tree)
      }
      path = inside
    }
    if let version = chart.version, chart.repository != nil {
      path = TreePath.join(path, "\(name.value)-\(version.value)")
    }
    return path
  }

  private func directory(of name: SourcedText, in home: String) throws(RenderError) -> String {
    let tree = context.loader.tree
    do throws(PathProblem) {
      let resolved = try tree.resolve(TreePath.join(home, name.value), from: "")
      if resolved.entry == .directory { return resolved.path }
    } catch {
      guard case .absent = error else { throw .unresolved(name, error, in: tree) }
    }
    throw RenderError(
      .unsupportedPlugin,
      "there is no chart \(name.value) in \(tree.shown(home)), and nothing is downloaded",
      at: name.location, help: help(name, in: home))
  }

  /// How the chart would come to where it is missing.
  private func help(_ name: SourcedText, in home: String) -> String {
    guard let repository = chart.repository?.value else {
      return "put it there, or name the directory that holds it as chartHome under helmGlobals"
    }
    let version = chart.version.map { " --version \($0.value)" } ?? ""
    let source =
      repository.hasPrefix("oci://")
      ? "\(repository.hasSuffix("/") ? String(repository.dropLast()) : repository)/\(name.value)"
      : "--repo \(repository) \(name.value)"
    let target = context.loader.tree.shown(home)
    return "run `helm pull --untar --untardir \(target) \(source)\(version)`"
  }

  // MARK: Values

  private func values(in directory: String, _ name: SourcedText) throws(RenderError) -> [UInt8] {
    let inline = chart.inlineValues.flatMap { $0.isNullOrEmpty ? nil : $0 }
    let merge = try valuesMerge()
    if let inline, merge == .replace { return try bytes(of: inline) }
    let file =
      if let path = chart.valuesFile {
        try context.load(path, from: site)
      } else {
        try context.read(TreePath.join(directory, "values.yaml"), for: name)
      }
    guard let inline else { return file.bytes }
    let parsed = file.parsed(as: .kustomize)
    guard parsed.errors.isEmpty else { throw RenderError(parsed.errors.map(\.diagnostic)) }
    guard let root = parsed.documents.first?.root, !root.isNull else {
      throw RenderError(
        .invalidGenerator, "\(file.path) holds no values to put valuesInline to",
        at: inline.origin.location?.start, help: "set valuesMerge to replace")
    }
    let (patch, target) = merge == .override ? (inline, root) : (root, inline)
    var merged = StrategicMerge(context.schemas, context.recorder)
    return try bytes(of: try merged.merge(target, patch, nil).node ?? Node(Mapping()))
  }

  private func valuesMerge() throws(RenderError) -> Chart.ValuesMerge {
    guard let text = chart.valuesMerge else { return .override }
    guard let merge = Chart.ValuesMerge(rawValue: text.value) else {
      let names = Chart.ValuesMerge.allCases.map(\.rawValue)
      throw RenderError(
        .invalidGenerator,
        "valuesMerge must be one of \(names.joined(separator: ", ")), not \"\(text.value)\"",
        at: text.location,
        help: Spelling.nearest(to: text.value, among: names).map { "did you mean \"\($0)\"?" })
    }
    return merge
  }

  private func bytes(of values: Node) throws(RenderError) -> [UInt8] {
    var emitter = Emitter()
    do { try emitter.write(document: values) } catch {
      throw RenderError(
        .unprintableValue, error.message, at: error.node.origin.location ?? chart.origin.location)
    }
    return emitter.bytes
  }

  // MARK: What Helm prints

  /// The objects, each value of which has the chart's entry for its origin.
  private func resources(
    in output: [UInt8], _ name: SourcedText
  ) throws(RenderError) -> [Resource] {
    let origin = Origin(name.location, by: .chart)
    var resources: [Resource]
    do {
      resources = try ResourceReader.resources(in: SourceFile(path: name.value, bytes: output))
    } catch {
      throw RenderError(
        .invalidResource,
        "what helm prints of the chart \(name.value) cannot be read: "
          + (error.diagnostics.first?.message ?? ""), at: name.location)
    }
    for index in resources.indices {
      resources[index].root = resources[index].root.having(origin)
      resources[index].definition = name.location
      resources[index].setAnnotation(Self.annotation, "true")
    }
    return resources
  }
}
