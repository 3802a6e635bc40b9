import Diagnostics
import YAML

/// An entry of `helmCharts`: a chart, and what it is rendered with.
struct Chart: Sendable {
  var name: SourcedText?
  var version: SourcedText?
  var repository: SourcedText?
  var releaseName: SourcedText?
  var namespace: SourcedText?
  var nameTemplate: SourcedText?
  /// A file to take in place of the chart's own values.
  var valuesFile: SourcedText?
  var additionalValuesFiles: [SourcedText] = []
  /// Values beside those of the file; nil where there are none.
  var inlineValues: Node?
  /// How the two are put together: a ``ValuesMerge``.
  var valuesMerge: SourcedText?
  var apiVersions: [SourcedText] = []
  var kubernetesVersion: SourcedText?
  /// The flags of `helm template` that are asked for, in the order in which Kustomize gives them.
  var flags: [String] = []
  /// The directory that holds charts.
  var home: SourcedText?
  /// Helm's directory of settings.
  var configurationHome: SourcedText?
  var origin: Origin

  /// How the values of a kustomization and those of a file are put together.
  enum ValuesMerge: String, CaseIterable {
    /// Those of the file win.
    case merge
    /// Those of the kustomization win.
    case override
    /// Those of the kustomization are all there are.
    case replace
  }
}

/// Decodes charts.
struct ChartDecoder {
  private let log: FindingLog
  private let dialect: MappingDialect

  init(_ log: FindingLog, as dialect: MappingDialect = .kustomization) {
    self.log = log
    self.dialect = dialect
  }

  private static let homes = ["chartHome", "configHome"]
  private static let fields = [
    "name", "version", "repo", "releaseName", "namespace", "additionalValuesFiles", "valuesFile",
    "valuesInline", "valuesMerge", "includeCRDs", "skipHooks", "apiVersions", "kubeVersion",
    "nameTemplate", "skipTests", "debug", "devel",
  ]
  private static let oldFields = [
    "chartName", "chartVersion", "chartRepoUrl", "chartHome", "chartRepoName", "helmBin",
    "helmHome", "values", "valuesLocal", "valuesMerge", "releaseName", "releaseNamespace",
    "extraArgs",
  ]

  /// The charts of a kustomization.
  func charts(_ kustomization: StrictMapping) -> [Chart] {
    let globals = kustomization.mapping(
      "helmGlobals", describing: "helmGlobals", known: Self.homes)
    let old = kustomization.elements("helmChartInflationGenerator").map { node in
      StrictMapping(
        node, describing: "a helmChartInflationGenerator", known: Self.oldFields, as: dialect,
        log: log)
    }
    // Without helmGlobals, the last old entry that names a directory speaks for all charts.
    let home = globals?.filledText("chartHome")
    let configurationHome = globals?.filledText("configHome")
    let oldHome = old.compactMap { $0.filledText("chartHome") }.last
    let oldConfigurationHome = old.compactMap { $0.filledText("helmHome") }.last
    let charts =
      kustomization.elements("helmCharts").map { chart(reader($0, Self.fields)) }
      + old.map { oldChart($0) }
    return charts.map { chart in
      var chart = chart
      chart.home = globals == nil ? oldHome : home
      chart.configurationHome = globals == nil ? oldConfigurationHome : configurationHome
      return chart
    }
  }

  /// A `HelmChartInflationGenerator`, which names its directories itself.
  func generator(_ node: Node) -> Chart {
    let reader = reader(node, Self.fields + Self.homes)
    var chart = chart(reader)
    chart.home = reader.filledText("chartHome")
    chart.configurationHome = reader.filledText("configHome")
    return chart
  }

  private func reader(_ node: Node, _ known: [String]) -> StrictMapping {
    StrictMapping(node, describing: "a chart", known: known, as: dialect, log: log)
  }

  private func chart(_ reader: StrictMapping) -> Chart {
    var chart = Chart(origin: reader.origin)
    chart.name = reader.filledText("name")
    chart.version = reader.filledText("version")
    chart.repository = reader.filledText("repo")
    chart.releaseName = reader.filledText("releaseName")
    chart.namespace = reader.filledText("namespace")
    chart.nameTemplate = reader.filledText("nameTemplate")
    chart.valuesFile = reader.filledText("valuesFile")
    chart.additionalValuesFiles = reader.texts("additionalValuesFiles")
    chart.inlineValues = reader.value("valuesInline")
    chart.valuesMerge = reader.filledText("valuesMerge")
    chart.apiVersions = reader.texts("apiVersions")
    chart.kubernetesVersion = reader.filledText("kubeVersion")
    let flags = [
      ("includeCRDs", "--include-crds"), ("skipTests", "--skip-tests"), ("skipHooks", "--no-hooks"),
      ("debug", "--debug"), ("devel", "--devel"),
    ]
    chart.flags = flags.filter { reader.flag($0.0) }.map(\.1)
    return chart
  }

  /// An entry of `helmChartInflationGenerator`, of which Kustomize takes this much.
  private func oldChart(_ reader: StrictMapping) -> Chart {
    var chart = Chart(origin: reader.origin)
    chart.name = reader.filledText("chartName")
    chart.version = reader.filledText("chartVersion")
    chart.repository = reader.filledText("chartRepoUrl")
    chart.releaseName = reader.filledText("releaseName")
    chart.valuesFile = reader.filledText("values")
    chart.inlineValues = reader.value("valuesLocal")
    chart.valuesMerge = reader.filledText("valuesMerge")
    return chart
  }
}
