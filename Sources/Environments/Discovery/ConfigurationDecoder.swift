import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// Reads `pipeline.yaml` strictly: what it does not know is an error with the nearest known name.
struct ConfigurationDecoder {
  private let directory: String
  private(set) var diagnostics: [Diagnostic] = []

  /// - Parameter directory: where the file stands, which its paths are relative to.
  init(directory: String) { self.directory = directory }

  /// The configuration, or nil where the file has errors; `diagnostics` has them then.
  mutating func decode(_ file: SourceFile) -> PipelineConfiguration? {
    let parsed = file.parsed(as: .kubernetes)
    diagnostics += parsed.errors.map(\.diagnostic)
    guard diagnostics.isEmpty else { return nil }
    guard let root = parsed.documents.first(where: { !$0.isEmpty })?.root else {
      report("the file is empty", at: nil, in: file)
      return nil
    }
    var fields = FieldReader(root, describing: "a Pipeline", into: diagnostics)
    expect("apiVersion", "sluice.dev/v1alpha1", in: &fields)
    expect("kind", "Pipeline", in: &fields)
    _ = fields.take("metadata")
    let release = fields.text("kubernetesVersion").flatMap { self.release($0, &fields) }
    let policies = fields.list("policies").compactMap { fields.text(of: $0, named: "policies") }
    let environmentNodes = fields.list("environments")
    let promotionNode = fields.take("promotion")
    let checksNode = fields.take("checks")
    diagnostics = fields.finish()

    let environments = environmentNodes.compactMap { environment($0) }
    checkSources(environments, file: file)
    let promotion = promotionNode.map { self.promotion($0) } ?? .standard
    let checks = checksNode.map { self.checks($0) } ?? [:]
    guard diagnostics.isEmpty else { return nil }
    var configuration = PipelineConfiguration(
      policies: policies.map(reference), environments: environments)
    if let release { configuration.kubernetesRelease = release }
    configuration.promotion = promotion
    configuration.checks = checks
    configuration.file = file
    return configuration
  }

  private mutating func environment(_ node: Node) -> Environment? {
    var fields = FieldReader(node, describing: "an environment", into: diagnostics)
    let name = fields.requiredText("name")
    let path = fields.text("path") ?? name
    let source = fields.text("from")?.text
    let isProtected = fields.boolean("protected") ?? false
    diagnostics = fields.finish()
    guard let name, let path else { return nil }
    return Environment(
      name: name.text, directory: reference(path), source: source, isProtected: isProtected,
      origin: node.origin.location)
  }

  private func release(
    _ text: FieldReader.Text, _ fields: inout FieldReader
  ) -> KubernetesRelease? {
    let supported = KubernetesRelease.supported
    if let release = KubernetesRelease(text.text), supported.contains(release) { return release }
    fields.report(
      "kubernetesVersion must be a release from \(supported.lowerBound) to"
        + " \(supported.upperBound), not \(text.text)", at: text.location)
    return nil
  }

  private mutating func promotion(_ node: Node) -> PipelineConfiguration.Promotion {
    var fields = FieldReader(node, describing: "promotion", into: diagnostics)
    var promotion = PipelineConfiguration.Promotion.standard
    for (name, path) in [("follow", \PipelineConfiguration.Promotion.follow), ("keep", \.keep)] {
      guard let list = fields.take(name) else { continue }
      promotion[keyPath: path] = fields.elements(of: list, named: name).compactMap {
        fields.text(of: $0, named: name)?.text
      }
    }
    diagnostics = fields.finish()
    return promotion
  }

  private mutating func checks(_ node: Node) -> [RuleID: Severity?] {
    guard let mapping = node.mapping else {
      report("checks must be a mapping from rules to severities", at: node.origin.location)
      return [:]
    }
    var checks: [RuleID: Severity?] = [:]
    for entry in mapping.entries {
      let word = entry.value.scalarText ?? ""
      if word == "off" || entry.value.scalar?.boolean == false {
        checks[RuleID(entry.name)] = .some(nil)
      } else if let severity = Severity(rawValue: word) {
        checks[RuleID(entry.name)] = severity
      } else {
        report(
          "severity \"\(word)\" is none of error, warning, note and off",
          at: entry.value.origin.location)
      }
    }
    return checks
  }

  private mutating func checkSources(
    _ environments: [Environment], file: SourceFile
  ) {
    let names = environments.map(\.name)
    for (index, environment) in environments.enumerated() {
      let place = environment.targets[0].directory.location
      if names[..<index].contains(environment.name) {
        report("environment \"\(environment.name)\" is listed twice", at: place)
      }
      guard let source = environment.source, !names[..<index].contains(source) else { continue }
      let message =
        names.contains(source)
        ? "environment \"\(environment.name)\" comes from \"\(source)\", which must be listed before"
        : "environment \"\(environment.name)\" comes from \"\(source)\", which is not listed"
      report(message, at: place)
    }
  }

  private mutating func expect(_ name: String, _ value: String, in fields: inout FieldReader) {
    guard let text = fields.requiredText(name), text.text != value else { return }
    fields.report("\(name) must be \(value), not \(text.text)", at: text.location)
  }

  private func reference(_ text: FieldReader.Text) -> PathReference {
    PathReference(
      path: TreePath.cleaned(TreePath.join(directory, text.text)), location: text.location)
  }

  private mutating func report(
    _ message: String, at location: Location?, in file: SourceFile? = nil
  ) {
    let place = location ?? file.map { Location(file: $0, range: ByteRange(0, 0)) }
    diagnostics.append(
      Diagnostic(
        rule: "pipeline/configuration", severity: .error, message: message, primary: place))
  }
}
