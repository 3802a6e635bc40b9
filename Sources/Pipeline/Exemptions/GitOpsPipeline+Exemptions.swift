import Diagnostics
import Environments
import Kubernetes
import Kustomize
import YAML

extension GitOpsPipeline {
  /// Every exemption of a run: in the remarks of the files, in the objects' annotations and in the list.
  ///
  /// - Parameters:
  ///   - files: those that the environments are made of; those that findings point at are looked at too.
  ///   - isWhole: whether all that the pipeline has was looked at.
  func exemptions(
    for environments: [EnvironmentOutcome], under policies: LoadedPolicies,
    listed: [ListedExemption], in files: [SourceFile], isWhole: Bool
  ) -> ExemptionBook {
    var book = ExemptionBook(
      on: today,
      unexemptable: policies.unexemptable.union(
        configuration.checks.filter { !$1.isExemptable }.map(\.key)))
    var known = Set(files.map(\.path))
    let others = environments.flatMap { $0.failures + $0.outcome.diagnostics }
      .compactMap(\.primary?.file).filter { known.insert($0.path).inserted }
    for file in files + others.sorted(by: { $0.path < $1.path }) { book.add(remarksIn: file) }
    for environment in environments { book.add(annotationsIn: environment.rendered) }
    guard !listed.isEmpty else { return book }
    let rules = KnownRules(policies, configuration)
    book.add(listed) { entry in
      rules.mistake(in: entry.rule.value, at: entry.rule.location, "exemption/malformed")
        ?? (isWhole ? configuration.mistake(in: entry) : nil)
    }
    return book
  }
}

extension ExemptionBook {
  /// The findings of an environment, those that are allowed with the reason.
  mutating func judged(
    _ findings: [Diagnostic], of environment: EnvironmentOutcome
  ) -> [Diagnostic] {
    guard !isEmpty else { return findings }
    let apps = namesApps ? AppsOfFindings(in: environment.rendered) : nil
    return findings.map { finding in
      var finding = finding
      finding.exemption = exemption(of: finding, in: environment.name) {
        apps?.apps(of: finding) ?? []
      }
      return finding
    }
  }

  /// Notes exemptions from what nobody may allow.
  mutating func refuse(_ findings: [Diagnostic], in environment: String? = nil) {
    guard !isEmpty else { return }
    for finding in findings { _ = exemption(of: finding, in: environment, mayBe: false) }
  }
}

/// Which apps a finding is about: those that deploy its object, or that are made of its file where no
/// object is called so.
private struct AppsOfFindings {
  private var objects: [String: Set<String>] = [:]
  private var files: [String: Set<String>] = [:]

  init(in environment: RenderedEnvironment) {
    for target in environment.targets {
      let app = target.target.app
      for object in target.objects {
        objects[object.identity.description, default: []].insert(app)
      }
      for file in target.rendering.files { files[file.path, default: []].insert(app) }
    }
  }

  func apps(of finding: Diagnostic) -> Set<String> {
    finding.object.flatMap { objects[$0] } ?? finding.primary.flatMap { files[$0.file.path] } ?? []
  }
}

extension PipelineConfiguration {
  /// What an entry of a list names and nothing has.
  fileprivate func mistake(in entry: ListedExemption) -> Diagnostic? {
    let names = environments.map(\.name)
    if let name = entry.environment, !names.contains(name.value) {
      return .malformedExemption(
        "there is no environment \"\(name.value)\"", at: name.location,
        help: Spelling.nearest(to: name.value, among: names).map { "did you mean \($0)?" }
          ?? "there are \(names.joined(separator: ", "))")
    }
    let apps = environments.flatMap(\.targets).map(\.app)
    if let app = entry.app, !apps.contains(app.value) {
      return .malformedExemption(
        "no environment has an app \"\(app.value)\"", at: app.location,
        help: Spelling.nearest(to: app.value, among: apps).map { "did you mean \($0)?" }
          ?? "`sluice environments` lists them")
    }
    return nil
  }
}
