import Diagnostics
import Kubernetes
import Values
import YAML

/// An `Application` of argoproj.io, as its controller sees it.
struct ArgoApplication: Sendable {
  /// The object, whose fields know the files that give them.
  let object: KubernetesObject
  /// What an ApplicationSet has made it with; nothing for one that stands in a file.
  let parameters: Mapping

  static let group = "argoproj.io"

  /// Nil for an object of another kind, and for one that names no source, as a patch of another.
  init?(_ object: KubernetesObject, parameters: Mapping = Mapping()) {
    guard object.gvk.group == Self.group, object.kind == "Application", !object.name.isEmpty
    else { return nil }
    self.object = object
    self.parameters = parameters
    guard !sources.isEmpty else { return nil }
  }

  var spec: Node { object.root["spec"] ?? .null() }

  /// For people: `argocd/web`.
  var shown: String {
    let name = UnknownParameter.shown(object.name)
    return object.namespace.isEmpty ? name : "\(object.namespace)/\(name)"
  }

  /// Those of `sources`, or else the one of `source`.
  var sources: [ArgoSource] {
    if let several = spec["sources"]?.elements, !several.isEmpty {
      return several.map(ArgoSource.init)
    }
    return spec["source"].map { $0.mapping == nil ? [] : [ArgoSource(node: $0)] } ?? []
  }

  /// The cluster that it names, by name or else by address; empty where it names none.
  var cluster: String {
    let destination = spec["destination"]
    let name = destination?["name"]?.scalarText ?? ""
    return name.isEmpty ? destination?["server"]?.scalarText ?? "" : name
  }

  var destinationNamespace: String { spec[["destination", "namespace"]]?.scalarText ?? "" }

  /// The same, with words in place of what was not known.
  func binding(_ words: [String: String]) -> ArgoApplication {
    guard !words.isEmpty else { return self }
    return ArgoApplication(
      KubernetesObject(object.root.binding(words)),
      parameters: Node(parameters).binding(words).mapping ?? parameters) ?? self
  }
}

/// One source of an Application.
struct ArgoSource: Sendable {
  let node: Node

  var url: String { node["repoURL"]?.scalarText ?? "" }
  var path: String { node["path"]?.scalarText ?? "" }
  /// The chart of a repository of charts; empty for files of a repository.
  var chart: String { node["chart"]?.scalarText ?? "" }
  var revision: String { node["targetRevision"]?.scalarText ?? "" }

  /// Whether other sources take values from it, and it makes nothing itself.
  var isReferenceAlone: Bool { node["ref"] != nil && node["path"] == nil && chart.isEmpty }

  /// The place that says what is built.
  var place: Location? {
    node["path"]?.origin.location ?? node["repoURL"]?.origin.location ?? node.origin.location
  }

  /// How objects are made of the files.
  enum Tool: String, CaseIterable, Sendable {
    case kustomize = "Kustomize"
    case helm = "Helm"
    case directory = "Directory"
    case plugin = "Plugin"

    fileprivate var field: String { rawValue.lowercased() }
  }

  /// The tool that is named; nil where none is.
  ///
  /// - Throws: ``PipelineError`` where several are.
  func namedTool() throws(PipelineError) -> Tool? {
    let named = Tool.allCases.filter { node[$0.field].map { !$0.isNull } ?? false }
    guard named.count < 2 else {
      throw PipelineError([
        Diagnostic(
          rule: .argoSource, severity: .error,
          message: "multiple application sources defined: "
            + named.map(\.rawValue).joined(separator: ","),
          primary: node[named[1].field]?.origin.location ?? place,
          help: "a source is built by one tool")
      ])
    }
    return named.first
  }

  /// The tool that the names of files in the path ask for.
  static func tool(forNames names: [String]) -> Tool {
    // A file whose name comes later decides.
    var tool = Tool.directory
    for name in names.sorted(by: { $0.precedesByBytes($1) }) {
      if ["kustomization.yaml", "kustomization.yml", "Kustomization"].contains(name) {
        tool = .kustomize
      } else if name.hasSuffix("Chart.yaml") {
        tool = .helm
      }
    }
    return tool
  }
}

extension RuleID {
  /// A source of an Application that Argo CD refuses.
  static let argoSource: RuleID = "argo/source"
  /// An Application whose path leads nowhere.
  static let argoMissingPath: RuleID = "argo/missing-path"
  /// An ApplicationSet of which Argo CD makes no Applications, or not all.
  static let argoGenerator: RuleID = "argo/generator"
}
