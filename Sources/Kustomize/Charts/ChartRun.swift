import YAML

/// What `helm template` is asked for.
package struct ChartRun: Sendable {
  /// The chart's directory, without links.
  package var directory: String
  /// The values, as a document of YAML.
  package var values: [UInt8]
  /// The paths of further files of values, of which the later ones win.
  package var additionalValues: [String]
  /// The name of the release; nil to let Helm make one.
  package var releaseName: String?
  /// Where Helm looks for its settings; nil for none.
  package var configurationHome: String?
  /// The tree that the paths are of.
  package var tree: any FileTree
  /// What is asked for before the values.
  private var leading: [String]
  /// What is asked for behind them.
  private var trailing: [String]

  init(
    _ chart: Chart, namespace: String?, in directory: String, of tree: any FileTree
  ) {
    self.directory = directory
    self.tree = tree
    values = []
    additionalValues = []
    releaseName = chart.releaseName?.value
    configurationHome = chart.configurationHome?.value
    leading =
      Self.option("--namespace", namespace)
      + Self.option("--name-template", chart.nameTemplate?.value)
    trailing =
      chart.apiVersions.flatMap { ["--api-versions", $0.value] }
      + Self.option("--kube-version", chart.kubernetesVersion?.value) + chart.flags
  }

  private static func option(_ name: String, _ value: String?) -> [String] {
    value.map { [name, $0] } ?? []
  }

  /// The words behind `helm`, in Kustomize's order.
  ///
  /// - Parameters:
  ///   - chart: where the chart's directory stands in the file system.
  ///   - values: files of values, those of the kustomization first.
  package func arguments(chart: String, values: [String]) -> [String] {
    ["template", releaseName ?? "--generate-name", chart] + leading
      + values.flatMap { ["-f", $0] } + trailing
  }
}

/// Runs `helm template` and gives what it prints.
package typealias ChartRunner = @Sendable (ChartRun) throws(ChartError) -> [UInt8]

/// Why a chart was not rendered.
package struct ChartError: Error, Hashable, Sendable {
  /// A sentence without its full stop.
  package var reason: String
  /// What the user can do about it.
  package var help: String?

  /// A reason that stands by itself.
  package init(_ reason: String, help: String? = nil) {
    self.reason = reason
    self.help = help
  }
}
