import Diagnostics
package import Kustomize
package import YAML

/// An entry of `exemptions.yaml`: what is allowed, where, and why, as it is written.
package struct ListedExemption: Sendable {
  /// A rule, or the beginning of some: `policy/image-pinned`, `policy/*`.
  package var rule: SourcedText
  /// The environment; nil for each.
  package var environment: SourcedText?
  /// The app; nil for each.
  package var app: SourcedText?
  /// The object, as `Kind/name` or `Kind/namespace/name` with `*` for any text; nil for each.
  package var object: SourcedText?
  /// The field with what is below it, with `[*]` for any entry of a list; nil for each.
  package var field: SourcedText?
  /// Who answers for it.
  package var owner: String?
  /// Why; nil where the entry does not say it.
  package var reason: String?
  /// The last day on which it holds; nil for no end.
  package var until: SourcedText?
}

extension PipelineConfiguration {
  /// The entries of the list that the file names, else of `exemptions.yaml` beside the file, or where the
  /// file would be.
  ///
  /// - Throws: ``PipelineError`` where a list that is named is not there, and with every mistake of one.
  package func listedExemptions(in tree: any FileTree) throws(PipelineError) -> [ListedExemption] {
    if let exemptions {
      return try ExemptionListDecoder().decode(file(at: exemptions.path, exemptions.location, tree))
    }
    let places = file == nil ? Discovery.exemptionLists : [TreePath.join(home, "exemptions.yaml")]
    for place in places where (try? tree.entry(at: place)) == .file {
      let file = try file(at: place, nil, tree)
      if !Discovery.isForeign(file) { return try ExemptionListDecoder().decode(file) }
    }
    return []
  }

  private func file(
    at path: String, _ location: Location?, _ tree: any FileTree
  ) throws(PipelineError) -> SourceFile {
    do throws(FileTreeError) {
      return try tree.file(at: path, limit: Limits.standard.bytes)
    } catch {
      guard location != nil else { throw PipelineError(error) }
      throw PipelineError([
        Diagnostic(
          rule: .configuration, severity: .error,
          message: "the list of exemptions cannot be read: \(error)", primary: location)
      ])
    }
  }
}

/// Reads a list of exemptions strictly.
private struct ExemptionListDecoder {
  private let log = FindingLog()

  func decode(_ file: SourceFile) throws(PipelineError) -> [ListedExemption] {
    let parsed = file.parsed(as: .kubernetes)
    log.add(parsed.errors.map(\.diagnostic))
    var entries: [ListedExemption] = []
    for document in parsed.documents where !document.isEmpty {
      let fields = mapping(
        document.root, "a list of exemptions",
        known: ["apiVersion", "kind", "metadata", "exemptions"])
      fields.expect("apiVersion", "sluice.dev/v1alpha1")
      fields.expect("kind", "Exemptions")
      entries += fields.elements("exemptions").compactMap(entry)
    }
    guard !log.hasErrors else { throw PipelineError(log.findings) }
    return entries
  }

  private func entry(_ node: Node) -> ListedExemption? {
    let fields = mapping(
      node, "an exemption",
      known: ["rule", "environment", "app", "object", "field", "owner", "reason", "until"])
    guard let rule = fields.requiredText("rule") else { return nil }
    return ListedExemption(
      rule: rule, environment: fields.text("environment"), app: fields.text("app"),
      object: fields.text("object"), field: fields.text("field"),
      owner: fields.text("owner")?.value, reason: fields.text("reason")?.value,
      until: fields.text("until"))
  }

  private func mapping(_ node: Node, _ subject: String, known: [String]) -> StrictMapping {
    StrictMapping(node, describing: subject, known: known, as: .pipeline, log: log)
  }
}
