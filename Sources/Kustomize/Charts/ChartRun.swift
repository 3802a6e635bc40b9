import YAML

/// What `helm template` is asked for.
package struct ChartRun: Sendable {
  /// The chart's directory, without links.
  package var directory: String
  /// The values, as a document of YAML.
  package var values: [UInt8]
  /// The paths of further files of values, of which the later ones win.
  package var additionalValues: [String]
  /// Values that win over all files; nil for none.
  package var lastValues: [UInt8]?
  /// The name of the release; nil to let Helm make one.
  package var releaseName: String?
  /// Where Helm looks for its settings; nil for none.
  package var configurationHome: String?
  /// The tree that the paths are of.
  package var tree: any FileTree
  /// What is asked for before the values.
  private var leading: [String]
  /// The API versions that the chart is to find.
  private var apiVersions: [String]
  /// The release of Kubernetes that the chart is to find; nil for Helm's own.
  private var kubernetesVersion: String?
  /// The flags that are asked for, in Kustomize's order.
  private var flags: [String]

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
    apiVersions = chart.apiVersions.map(\.value)
    kubernetesVersion = chart.kubernetesVersion?.value
    flags = chart.flags
  }

  /// A chart that is asked for by other than a kustomization.
  ///
  /// - Parameters:
  ///   - directory: the chart's, without links.
  ///   - apiVersions: those that the chart is to find.
  ///   - kubernetesVersion: the release that the chart is to find; nil for what is asked for otherwise.
  ///   - flags: behind all others.
  package init(
    of directory: String, named releaseName: String, namespace: String?, apiVersions: [String],
    kubernetesVersion: String?, flags: [String], in tree: any FileTree
  ) {
    self.directory = directory
    self.tree = tree
    values = Array("{}\n".utf8)
    additionalValues = []
    self.releaseName = releaseName
    leading = Self.option("--namespace", namespace)
    self.apiVersions = apiVersions
    self.kubernetesVersion = kubernetesVersion
    self.flags = flags
  }

  /// What a chart is rendered for where its entry does not say it.
  package struct Defaults: Sendable {
    /// The API versions that it is to find.
    package var apiVersions: [String] = []
    /// The release of Kubernetes that it is to find.
    package var kubernetesVersion: String?
    /// Whether Helm says more of what it does.
    package var isVerbose = false

    package init() {}
  }

  private static func option(_ name: String, _ value: String?) -> [String] {
    value.map { [name, $0] } ?? []
  }

  /// The words behind `helm`, in Kustomize's order.
  ///
  /// - Parameters:
  ///   - chart: where the chart's directory stands in the file system.
  ///   - values: files of values, those of the kustomization first.
  ///   - defaults: what is asked for where the entry asks for nothing.
  package func arguments(
    chart: String, values: [String], defaults: Defaults = Defaults()
  ) -> [String] {
    let apiVersions = apiVersions.isEmpty ? defaults.apiVersions : apiVersions
    var flags = flags
    if defaults.isVerbose, !flags.contains("--debug") {
      flags.insert("--debug", at: flags.firstIndex(of: "--devel") ?? flags.endIndex)
    }
    return ["template", releaseName ?? "--generate-name", chart] + leading
      + values.flatMap { ["-f", $0] } + apiVersions.flatMap { ["--api-versions", $0] }
      + Self.option("--kube-version", kubernetesVersion ?? defaults.kubernetesVersion) + flags
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
