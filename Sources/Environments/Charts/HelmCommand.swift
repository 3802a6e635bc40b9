import Diagnostics
import Git
package import Kustomize

/// The user's own Helm, which renders charts that stand in the tree and is never asked to download
/// one.
package struct HelmCommand: Sendable {
  private let command: String
  private let environment: [String: String]
  /// How long one run may take.
  private let timeLimit: Duration
  /// What charts are rendered for whose entries do not say it.
  package var defaults = ChartRun.Defaults()

  /// - Parameter command: a path, or a name to look for in the environment's `PATH`.
  package init(
    _ command: String, environment: [String: String], timeLimit: Duration = .seconds(60)
  ) {
    self.command = command
    self.environment = environment
    self.timeLimit = timeLimit
  }

  /// What `helm template` prints of a chart.
  ///
  /// A chart of the working tree is rendered where it stands; one of the index or a revision is
  /// written out first.
  package func render(_ run: ChartRun) throws(ChartError) -> [UInt8] {
    let scratch: TemporaryDirectory
    do { scratch = try TemporaryDirectory(environment: environment) } catch {
      throw ChartError(error)
    }
    let home = "\(scratch.path)/helm"
    try checkVersion(in: scratch.path, home: home)
    // The chart's name is the repository's, and may be a way to anywhere.
    let name = TreePath.name(of: run.directory)
    let chart = try place(of: run.directory, in: run.tree, scratch, named: "charts/\(name)")
    var values = [try write(run.values, to: scratch, named: "\(name)-kustomize-values.yaml")]
    for (index, path) in run.additionalValues.enumerated() {
      values.append(try place(of: path, in: run.tree, scratch, named: "values-\(index).yaml"))
    }
    if let last = run.lastValues {
      values.append(try write(last, to: scratch, named: "last-values.yaml"))
    }
    return try helm(
      run.arguments(chart: chart, values: values, defaults: defaults), in: scratch.path,
      home: run.configurationHome ?? home)
  }

  // MARK: Helm

  /// Kustomize takes Helm of the third and fourth major version.
  private func checkVersion(in directory: String, home: String) throws(ChartError) {
    let output = try helm(["version", "--short"], in: directory, home: home)
    let text = String(decoding: output, as: UTF8.self)
    let version = text.split { !$0.isNumber && $0 != "." }.first { $0.contains(".") }
    guard let major = version?.split(separator: ".").first, major == "3" || major == "4" else {
      let line = text.split(separator: "\n").first ?? ""
      throw ChartError("\(command) must be of version 3 or 4, and says \"\(line.prefix(80))\"")
    }
  }

  private func helm(
    _ arguments: [String], in directory: String, home: String
  ) throws(ChartError) -> [UInt8] {
    var variables = environment
    variables["HELM_CONFIG_HOME"] = home
    variables["HELM_CACHE_HOME"] = "\(home)/.cache"
    variables["HELM_DATA_HOME"] = "\(home)/.data"
    var process = ChildProcess(command, arguments, environment: variables, in: directory)
    process.timeLimit = timeLimit
    let result: ChildProcess.Result
    do { result = try process.run() } catch { throw ChartError(error) }
    guard result.status == 0 else {
      let reason = result.errorText.split(separator: "\n").last.map { ": \($0)" } ?? ""
      throw ChartError(
        "\(command) \(arguments[0]) ended with status \(result.status)\(reason)")
    }
    return result.output
  }

  // MARK: Files

  /// The most that is written out of one chart.
  private static let largestChart = 64 << 20

  /// Where a file or directory of a tree stands in the file system; it is written there where the
  /// tree stands nowhere.
  private func place(
    of path: String, in tree: any FileTree, _ scratch: borrowing TemporaryDirectory,
    named name: String
  ) throws(ChartError) -> String {
    let contents: [(name: String, file: SourceFile)]
    do {
      if let place = tree.absolutePath(of: path) {
        // Helm follows links wherever they lead, and prints what it finds there.
        _ = try tree.leaves(of: path)
        return place
      }
      contents = try tree.contents(of: path, limit: Self.largestChart)
    } catch {
      throw ChartError("\(error.path) cannot be read: \(error.reason)")
    }
    for (inner, file) in contents {
      // A file that is asked for by itself has no name below that.
      let file = (name: inner.isEmpty ? name : TreePath.join(name, inner), bytes: file.bytes)
      _ = try write(file.bytes, to: scratch, named: file.name)
    }
    return "\(scratch.path)/\(name)"
  }

  private func write(
    _ bytes: [UInt8], to scratch: borrowing TemporaryDirectory, named name: String
  ) throws(ChartError) -> String {
    do { return try scratch.write(bytes, named: name) } catch { throw ChartError(error) }
  }
}

extension ChartError {
  fileprivate init(_ error: GitError) { self.init(error.message, help: error.hint) }
}
