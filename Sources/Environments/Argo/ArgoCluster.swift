import Kubernetes
import Values
import YAML

/// A cluster that Argo CD knows.
struct ArgoCluster: Hashable, Sendable {
  var name: String
  var server: String
  var labels: [String: String] = [:]
  var annotations: [String: String] = [:]
  var project = ""

  /// The one that Argo CD runs in.
  static let local = ArgoCluster(name: "in-cluster", server: "https://kubernetes.default.svc")

  init(
    name: String, server: String, labels: [String: String] = [:],
    annotations: [String: String] = [:], project: String = ""
  ) {
    self.name = name
    self.server = server
    self.labels = labels
    self.annotations = annotations
    self.project = project
  }

  /// The label by which Argo CD knows a Secret for a cluster.
  static let secretLabel = "argocd.argoproj.io/secret-type"

  /// The cluster that a Secret describes; nil for any other object.
  init?(_ object: KubernetesObject) {
    guard object.kind == "Secret", object.gvk.group.isEmpty,
      object.labels[Self.secretLabel] == "cluster"
    else { return nil }
    func value(_ field: String) -> String? {
      if let text = object.root[["stringData", .key(field)]]?.scalarText { return text }
      let encoded = object.root[["data", .key(field)]]?.scalarText
      return encoded.flatMap(Base64.decode).map { String(decoding: $0, as: UTF8.self) }
    }
    guard let server = value("server"), !server.isEmpty else { return nil }
    self.init(
      name: value("name") ?? object.name, server: server, labels: object.labels,
      annotations: object.annotations, project: value("project") ?? "")
  }

  /// What the cluster gives to a template.
  func parameters(_ form: ParameterForm) -> Mapping {
    var metadata = Mapping()
    for (field, texts) in [("labels", labels), ("annotations", annotations)] {
      var mapping = Mapping()
      for (key, value) in texts.sorted(by: { $0.key < $1.key }) { mapping[key] = .string(value) }
      metadata[field] = Node(mapping)
    }
    return Self.parameters(
      [
        ("name", name), ("nameNormalized", name.normalizedName), ("server", server),
        ("project", project),
      ], metadata, form)
  }

  /// What a cluster gives of which nothing is known but that a selector takes it.
  static func unknownParameters(_ form: ParameterForm, _ selector: LabelSelector) -> Mapping {
    var labels = Mapping()
    for requirement in selector.requirements
    where requirement.operator == .in && requirement.values.count == 1 {
      labels[requirement.key] = .string(requirement.values[0])
    }
    var metadata = Mapping()
    for (field, var mapping) in [("labels", labels), ("annotations", Mapping())] {
      if !form.isFlat {
        mapping[UnknownParameter.anyName] = .string("metadata.\(field).")
      }
      metadata[field] = Node(mapping)
    }
    let names = ["name", "nameNormalized", "server", "project"]
    var result = parameters(names.map { ($0, UnknownParameter.text($0)) }, metadata, form)
    if form.isFlat { result[UnknownParameter.anyName] = .string("metadata.") }
    return result
  }

  private static func parameters(
    _ texts: [(String, String)], _ metadata: Mapping, _ form: ParameterForm
  ) -> Mapping {
    var result = Mapping()
    for (name, text) in texts { result[name] = .string(text) }
    if form.isFlat {
      Node(metadata).flattened(under: "metadata", into: &result)
    } else {
      result["metadata"] = Node(metadata)
    }
    return result
  }
}

extension String {
  /// The text as a name that Kubernetes takes, as ApplicationSets make it: in lower case, with `-` in
  /// place of all but letters, digits, `.` and `-`, at most 253 characters, none of the marks at its
  /// ends.
  var normalizedName: String {
    let isMark: (Character) -> Bool = { $0 == "-" || $0 == "." }
    let mapped = lowercased().map { character -> Character in
      let isKept = character.isASCII && (character.isLetter || character.isNumber)
      return isKept || isMark(character) ? character : "-"
    }
    return String(String(mapped.prefix(253)).trimming(isMark))
  }
}
