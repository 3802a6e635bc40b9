import Diagnostics
import Kubernetes
import Kustomize
import Values
import YAML

/// Reads `pipeline.yaml` strictly: what it does not know is an error with the nearest known name.
struct PipelineFileDecoder {
  private let directory: String
  private let log = FindingLog()

  /// - Parameter directory: where the file stands, which its paths are relative to.
  init(directory: String) { self.directory = directory }

  /// The errors of the file that was decoded.
  var diagnostics: [Diagnostic] { log.findings }

  /// The configuration, whose environments are yet to be looked for, and these; nil where the file has
  /// errors, which `diagnostics` has then.
  func decode(
    _ file: SourceFile
  ) -> (configuration: PipelineConfiguration, environments: [EnvironmentDeclaration])? {
    let parsed = file.parsed(as: .kubernetes)
    log.add(parsed.errors.map(\.diagnostic))
    guard !log.hasErrors else { return nil }
    guard let root = parsed.documents.first(where: { !$0.isEmpty })?.root else {
      report("the file is empty", at: nil, in: file)
      return nil
    }
    let fields = mapping(
      root, "a Pipeline",
      known: [
        "apiVersion", "kind", "metadata", "kubernetesVersion", "policies", "crds", "environments",
        "exclude", "promotion", "freeze", "checks", "provided", "exemptions",
      ])
    fields.expect("apiVersion", "sluice.dev/v1alpha1")
    fields.expect("kind", "Pipeline")
    let release = fields.text("kubernetesVersion").flatMap(self.release)
    let policies = fields.texts("policies")
    let environments = fields.elements("environments").compactMap(environment)
    checkSources(environments, file: file)
    let exclusions = fields.texts("exclude").compactMap { exclusion($0, below: directory) }
    let promotion =
      fields.value("promotion").map { self.promotion($0, among: environments.map(\.name)) }
      ?? .standard
    let freezes = fields.elements("freeze").map { freeze($0, of: environments.map(\.name)) }
    let checks = fields.value("checks").map(self.checks) ?? [:]
    let provided = fields.texts("provided")
    let exemptions = fields.text("exemptions")
    guard !log.hasErrors else { return nil }
    let isBuiltIn = { (text: SourcedText) in
      text.value.split(separator: "/").first.map(String.init) == PipelineConfiguration.builtIn
    }
    var configuration = PipelineConfiguration(
      policies: policies.filter { !isBuiltIn($0) }.map(reference), environments: [])
    configuration.arePoliciesNamed = fields.has("policies")
    configuration.findsEnvironments = !fields.has("environments")
    configuration.builtInPolicies = policies.filter(isBuiltIn)
    configuration.definitions = fields.texts("crds").map(reference)
    configuration.provided = provided
    if let release { configuration.kubernetesRelease = release }
    configuration.exclusions = exclusions
    configuration.promotion = promotion
    configuration.freezes = freezes
    configuration.checks = checks
    configuration.exemptions = exemptions.map(reference)
    configuration.file = file
    return (configuration, environments)
  }

  private func environment(_ node: Node) -> EnvironmentDeclaration? {
    let fields = mapping(
      node, "an environment",
      known: ["name", "path", "paths", "exclude", "ref", "from", "protected", "soak", "waves"])
    let name = fields.requiredText("name")
    let revision = fields.text("ref")
    // A revision has no place for the file, and without a path it is the environment as a whole.
    let base = revision == nil ? directory : ""
    let named = paths(of: fields) ?? (revision == nil ? name.map { [$0] } : nil) ?? []
    let patterns = named.compactMap { pattern($0, below: base) }
    let exclusions = fields.texts("exclude").compactMap { exclusion($0, below: base) }
    let source = fields.text("from")?.value
    let isProtected = fields.flag("protected")
    if isProtected, let revision {
      log.error(
        .configuration, "an environment that is a revision cannot be protected here",
        at: fields.value("protected")?.origin.location,
        help: "no promotion reaches \(revision.value): protect it where it is hosted")
    }
    let soak = fields.text("soak").flatMap { self.soak($0, isPromotedTo: source != nil) }
    let waves = WaveDecoder(log: log).waves(in: fields)
    if let revision, !waves.isEmpty {
      log.error(
        .configuration, "an environment that is a revision has no waves",
        at: fields.value("waves")?.origin.location,
        help: "no promotion reaches \(revision.value)")
    }
    guard let name, !patterns.isEmpty || revision != nil else { return nil }
    return EnvironmentDeclaration(
      name: name.value, paths: patterns, revision: revision, exclusions: exclusions, source: source,
      isProtected: isProtected, soak: soak, waves: waves, origin: node.origin.location)
  }

  private func soak(_ text: SourcedText, isPromotedTo: Bool) -> Duration? {
    guard isPromotedTo else {
      log.error(
        .configuration, "soak needs from", at: text.location,
        help: "it says how long a value must have been in the environment that it comes from")
      return nil
    }
    guard let soak = Duration(text.value), .zero < soak else {
      report("soak must be a length of time, as 24h or 90m", at: text.location)
      return nil
    }
    return soak
  }

  /// What `path` or `paths` says; nil where neither is there.
  private func paths(of fields: StrictMapping) -> [SourcedText]? {
    let path = fields.text("path")
    guard let list = fields.value("paths") else { return path.map { [$0] } }
    if let path { report("path and paths exclude one another", at: path.location) }
    let paths = fields.texts("paths")
    if list.elements?.isEmpty == true {
      report("paths must name a directory", at: list.origin.location)
    }
    return paths
  }

  private func pattern(_ text: SourcedText, below base: String) -> PathPattern? {
    do throws(PathPattern.Malformed) { return try PathPattern(text, below: base) } catch {
      log.error(.configuration, error.message, at: text.location, help: error.help)
      return nil
    }
  }

  private func exclusion(_ text: SourcedText, below base: String) -> PathPattern? {
    guard let pattern = pattern(text, below: base) else { return nil }
    if let name = pattern.names.first {
      log.error(
        .configuration, "exclude names no \(name.rawValue)", at: text.location,
        help: "* stands for any name")
      return nil
    }
    return pattern
  }

  private func mapping(_ node: Node, _ subject: String, known: [String]) -> StrictMapping {
    StrictMapping(node, describing: subject, known: known, as: .pipeline, log: log)
  }

  private func release(_ text: SourcedText) -> KubernetesRelease? {
    let supported = KubernetesRelease.supported
    if let release = KubernetesRelease(text.value), supported.contains(release) { return release }
    report(
      "kubernetesVersion must be a release from \(supported.lowerBound) to"
        + " \(supported.upperBound), not \(text.value)", at: text.location)
    return nil
  }

  /// - Parameter known: the environments that the file lists; none where they are found by a search.
  private func promotion(
    _ node: Node, among known: [String]
  ) -> PipelineConfiguration.Promotion {
    let fields = mapping(node, "promotion", known: ["follow", "keep", "fields", "message"])
    var promotion = PipelineConfiguration.Promotion.standard
    for (name, path) in [("follow", \PipelineConfiguration.Promotion.follow), ("keep", \.keep)]
    where fields.has(name) {
      promotion[keyPath: path] = fields.texts(name)
    }
    promotion.fields = fields.elements("fields").compactMap { declaredField($0, among: known) }
    if let node = fields.value("message") {
      let wording = mapping(
        node, "the message of a promotion", known: ["subject", "body", "rollback"])
      promotion.message = message(wording, over: promotion.message)
      if let node = wording.value("rollback") {
        let wording = mapping(node, "the message of a rollback", known: ["subject", "body"])
        promotion.rollbackMessage = message(
          wording, over: promotion.rollbackMessage
        ) { (template) throws(MessageTemplate.Malformed) in try template.requireRollback() }
      }
    }
    return promotion
  }

  /// - Parameter require: refuses what is no message of that kind.
  private func message(
    _ fields: StrictMapping, over usual: MessageTemplate.Message,
    where require: (MessageTemplate) throws(MessageTemplate.Malformed) -> Void = { _ in }
  ) -> MessageTemplate.Message {
    var message = usual
    func read(
      _ name: String, _ template: (String) throws(MessageTemplate.Malformed) -> MessageTemplate
    ) -> MessageTemplate? {
      guard let text = fields.text(name) else { return nil }
      do throws(MessageTemplate.Malformed) {
        let template = try template(text.value)
        try require(template)
        return template
      } catch {
        log.error(.configuration, error.message, at: text.location, help: error.help)
        return nil
      }
    }
    if let subject = read("subject", MessageTemplate.init(subject:)) { message.subject = subject }
    if let body = read("body", MessageTemplate.init(_:)) { message.body = body }
    return message
  }

  private func declaredField(_ node: Node, among known: [String]) -> DeclaredField? {
    let fields = mapping(
      node, "a declared field", known: ["files", "field", "prefix", "suffix", "environments"])
    guard let field = fields.requiredText("field") else { return nil }
    var files: DeclaredFiles?
    if let text = fields.text("files") {
      do throws(PathPattern.Malformed) {
        files = try DeclaredFiles(text, below: directory, of: field.value)
      } catch {
        log.error(.configuration, error.message, at: text.location, help: error.help)
        return nil
      }
    } else if DeclaredFiles.isDivided(field.value) {
      log.error(
        .configuration, "a field of several environments needs files", at: field.location,
        help: "what one file has for each of them is not part of what any is made of")
    }
    let environments = fields.texts("environments")
    requireKnown(environments, among: known, to: "write a field so")
    let (prefix, suffix) = (fields.text("prefix")?.value ?? "", fields.text("suffix")?.value ?? "")
    if files == nil, prefix.isEmpty, suffix.isEmpty {
      log.error(
        .configuration, "a declared field needs files, a prefix or a suffix",
        at: node.origin.location,
        help: "what environments are made of is promoted without being declared")
    }
    return DeclaredField(
      files: files, field: field, prefix: prefix, suffix: suffix, environments: environments)
  }

  /// - Parameter purpose: as in `there is no environment "x" to freeze`.
  private func requireKnown(_ names: [SourcedText], among known: [String], to purpose: String) {
    for name in names where !known.isEmpty && !known.contains(name.value) {
      log.error(
        .configuration, "there is no environment \"\(name.value)\" to \(purpose)",
        at: name.location,
        help: Spelling.nearest(to: name.value, among: known).map { "did you mean \($0)?" })
    }
  }

  /// - Parameter known: the environments that the file lists; none where they are found by a search.
  private func freeze(_ node: Node, of known: [String]) -> Freeze {
    let fields = mapping(node, "a freeze", known: ["environments", "from", "to", "reason"])
    let environments = fields.texts("environments")
    requireKnown(environments, among: known, to: "freeze")
    func moment(_ name: String) -> Timestamp? {
      guard let text = fields.text(name) else { return nil }
      let moment = Freeze.moment(text.value)
      if moment == nil {
        report("\(name) must be a date or a time, as 2026-12-23T18:00Z", at: text.location)
      }
      return moment
    }
    let (from, to) = (moment("from"), moment("to"))
    if let from, let to, to <= from {
      report("a freeze must end after it begins", at: node.origin.location)
    }
    return Freeze(
      environments: environments.map(\.value), from: from, to: to,
      reason: fields.requiredText("reason")?.value ?? "", location: node.origin.location)
  }

  private func checks(_ node: Node) -> [RuleID: PipelineConfiguration.RuleSetting] {
    guard let mapping = node.mapping else {
      report(
        "checks must be a mapping from rules to severities or settings", at: node.origin.location)
      return [:]
    }
    var checks: [RuleID: PipelineConfiguration.RuleSetting] = [:]
    for entry in mapping.entries {
      var setting = PipelineConfiguration.RuleSetting(location: entry.key.origin.location)
      if entry.value.mapping != nil {
        let fields = self.mapping(
          entry.value, "the setting of a rule", known: ["severity", "exemptable"])
        setting.isExemptable = fields.boolean("exemptable") ?? true
        if let severity = fields.value("severity") { read(severity, into: &setting) }
      } else {
        read(entry.value, into: &setting)
      }
      checks[RuleID(entry.name)] = setting
    }
    return checks
  }

  private func read(_ node: Node, into setting: inout PipelineConfiguration.RuleSetting) {
    let word = node.scalarText ?? ""
    // YAML 1.1 reads a plain `off` as false.
    setting.isOff = word == "off" || node.scalar?.boolean == false
    setting.severity = Severity(rawValue: word)
    guard !setting.isOff, setting.severity == nil else { return }
    report(
      "severity \"\(word)\" is none of error, warning, note and off", at: node.origin.location)
  }

  private func checkSources(
    _ environments: [EnvironmentDeclaration], file: SourceFile
  ) {
    let names = environments.map(\.name)
    for (index, environment) in environments.enumerated() {
      let place = environment.place
      if names[..<index].contains(environment.name) {
        report("environment \"\(environment.name)\" is listed twice", at: place)
      }
      guard let source = environment.source, !names[..<index].contains(source) else { continue }
      let message =
        names.contains(source)
        ? "environment \"\(environment.name)\" comes from \"\(source)\", which must be listed before"
        : "environment \"\(environment.name)\" comes from \"\(source)\", which is not listed"
      let known = Array(names[..<index])
      log.error(
        .configuration, message, at: place,
        help: Spelling.nearest(to: source, among: known).map { "did you mean \($0)?" })
    }
  }

  private func reference(_ text: SourcedText) -> PathReference {
    PathReference(
      path: TreePath.cleaned(TreePath.join(directory, text.value)), location: text.location)
  }

  private func report(
    _ message: String, at location: Location?, in file: SourceFile? = nil
  ) {
    let place = location ?? file.map { Location(file: $0, range: ByteRange(0, 0)) }
    log.error(.configuration, message, at: place)
  }
}
