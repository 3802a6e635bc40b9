import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// A source that is a chart of this repository, as Argo CD has it rendered.
struct ArgoChart {
  private let application: ArgoApplication
  private let source: ArgoSource
  private let tree: any FileTree

  init(_ source: ArgoSource, of application: ArgoApplication, in tree: any FileTree) {
    self.application = application
    self.source = source
    self.tree = tree
  }

  /// What Helm is asked for: the chart's values, then those of files, of the source, and parameters.
  ///
  /// - Throws: ``ChartError`` for what would have to be downloaded, or is not there.
  func run(in directory: String) throws(ChartError) -> ChartRun {
    let options = source.node["helm"]
    let name = options?["releaseName"]?.scalarText ?? application.object.name
    guard !name.isEmpty, !name.hasPrefix("-") else {
      throw ChartError("the release cannot be called \"\(name)\"")
    }
    var flags = options?["skipCrds"]?.scalar?.boolean == true ? [] : ["--include-crds"]
    if options?["skipTests"]?.scalar?.boolean == true { flags.append("--skip-tests") }
    let variables = ArgoVariables(of: application, source)
    for parameter in options?["parameters"]?.elements ?? [] {
      let isText = parameter["forceString"]?.scalar?.boolean == true
      let (key, value) = (parameter["name"]?.scalarText ?? "", parameter["value"]?.scalarText ?? "")
      flags += [isText ? "--set-string" : "--set", "\(key)=\(Self.escaped(variables.text(value)))"]
    }
    guard options?["fileParameters"] == nil else {
      throw ChartError("parameters from files are not given to it")
    }
    let namespace = options?["namespace"]?.scalarText ?? application.destinationNamespace
    var run = ChartRun(
      of: directory, named: name, namespace: namespace.isEmpty ? nil : namespace,
      apiVersions: (options?["apiVersions"]?.elements ?? []).compactMap(\.scalarText),
      kubernetesVersion: options?["kubeVersion"]?.scalarText, flags: flags, in: tree)
    let ignoresMissing = options?["ignoreMissingValueFiles"]?.scalar?.boolean ?? false
    for file in (options?["valueFiles"]?.elements ?? []).compactMap(\.scalarText) {
      let path = try path(of: isReference(file) ? file : variables.text(file), in: directory)
      guard (try? tree.entry(at: path)) == .file else {
        if ignoresMissing { continue }
        throw ChartError("there is no file of values \(path)")
      }
      run.additionalValues.append(path)
    }
    run.lastValues = try values(options)
    return run
  }

  /// A value without commas that would end it; a list in braces has its own.
  private static func escaped(_ value: String) -> String {
    if value.hasPrefix("{"), value.hasSuffix("}") { return value }
    var result = ""
    for character in value {
      if character == ",", result.last != "\\" { result += "\\" }
      result.append(character)
    }
    return result
  }

  /// The source of the Application that a path begins with, as `$values/prod.yaml`.
  private func reference(_ file: String) -> ArgoSource? {
    guard let first = file.split(separator: "/").first, first.hasPrefix("$") else { return nil }
    return application.sources.first { $0.node["ref"]?.scalarText == String(first.dropFirst()) }
  }

  private func isReference(_ file: String) -> Bool { reference(file) != nil }

  /// Where a file of values is: beside the chart, from the root of the repository, or in another source
  /// of the Application that is this repository too.
  private func path(of file: String, in directory: String) throws(ChartError) -> String {
    guard !file.contains("://") else { throw ChartError("the values \(file) are elsewhere") }
    let own = TreePath.cleaned(source.path)
    let root = TreePath.cleaned(
      String(decoding: directory.utf8.dropLast(own.utf8.count), as: UTF8.self))
    if let other = reference(file) {
      guard other.url == source.url else {
        throw ChartError("the values \(file) are in another repository")
      }
      let rest = file.split(separator: "/").dropFirst().joined(separator: "/")
      return TreePath.cleaned(TreePath.join(root, rest))
    }
    return TreePath.cleaned(
      file.hasPrefix("/")
        ? TreePath.join(root, String(file.dropFirst())) : TreePath.join(directory, file))
  }

  /// The values that the source has itself.
  private func values(_ options: Node?) throws(ChartError) -> [UInt8]? {
    if let object = options?["valuesObject"], !object.isNull {
      var emitter = Emitter()
      do { try emitter.write(document: object) } catch { throw ChartError(error.message) }
      return emitter.bytes
    }
    guard let text = options?["values"]?.scalarText, !text.isEmpty else { return nil }
    return Array(text.utf8)
  }
}
