import Diagnostics
import Kustomize
import YAML

/// Environments that were found, as pipeline.yaml would list them: with patterns where these say the
/// same as the directories one by one.
package struct WrittenEnvironments: Sendable {
  /// The elements of `environments:`, a line each, without their indentation.
  package let lines: [String]
  /// Whether they exclude directories, which are then counted as left out.
  package let excludes: Bool

  /// Nil where no list says what was found: an app that no single name of its path tells, a target that
  /// is no directory.
  ///
  /// - Parameters:
  ///   - configuration: what was found in the tree.
  ///   - workspace: the tree that a `pipeline.yaml` at its root would be part of.
  package init?(of configuration: PipelineConfiguration, in workspace: Workspace) {
    let found = configuration.environments
    var lines: [String] = []
    for environment in found {
      guard let line = Self.line(environment, in: workspace) else { return nil }
      lines.append(line)
    }
    guard Self.environments(lines, in: workspace).map(Self.Meaning.init) == found.map(Meaning.init)
    else { return nil }
    self.lines = lines
    excludes = lines.contains { $0.contains(", exclude: ") }
  }

  /// What must be the same when the lines are read.
  private struct Meaning: Hashable {
    var name: String
    var source: String?
    var targets: Set<[String]>

    init(_ environment: Environment) {
      name = environment.name
      source = environment.source
      targets = Set(environment.targets.map { [$0.app, $0.directory.path] })
    }
  }

  private static func environments(_ lines: [String], in workspace: Workspace) -> [Environment] {
    let text =
      "apiVersion: sluice.dev/v1alpha1\nkind: Pipeline\nenvironments:\n"
      + lines.map { "\($0)\n" }.joined()
    let decoder = PipelineFileDecoder(directory: "")
    let decoded = decoder.decode(SourceFile(path: "pipeline.yaml", text: text))
    var resolution = EnvironmentResolution(in: workspace)
    return decoded?.environments.compactMap { try? resolution.environment($0) } ?? []
  }

  private static func line(_ environment: Environment, in workspace: Workspace) -> String? {
    let targets = environment.targets
    guard targets.allSatisfy(\.isDirectory) else { return nil }
    var patterns: [String] = []
    for target in targets {
      let pattern = target.app.isEmpty ? target.directory.path : self.pattern(of: target)
      guard let pattern else { return nil }
      if !patterns.contains(pattern) { patterns.append(pattern) }
    }
    let own = Set(targets.map(\.directory.path))
    let reached = patterns.flatMap { directories($0, in: workspace) }
    let extra = reached.filter { !own.contains($0) }.sorted()
    let texts = [environment.name, environment.source ?? ""] + patterns + extra
    guard texts.allSatisfy({ $0.unicodeScalars.allSatisfy(plain) }) else { return nil }
    var fields = ["name: \(quoted(environment.name))"]
    fields.append(
      patterns.count == 1
        ? "path: \(quoted(patterns[0]))"
        : "paths: [\(patterns.map(quoted).joined(separator: ", "))]")
    if !extra.isEmpty { fields.append("exclude: [\(extra.map(quoted).joined(separator: ", "))]") }
    if let source = environment.source { fields.append("from: \(quoted(source))") }
    return "- {\(fields.joined(separator: ", "))}"
  }

  /// The target's path with `{app}` for the app's name, where one segment alone has it.
  private static func pattern(of target: Target) -> String? {
    var segments = target.directory.path.split(separator: "/").map(String.init)
    let whole = segments.indices.filter { segments[$0] == target.app }
    let places =
      whole.isEmpty ? segments.indices.filter { segments[$0].contains(target.app) } : whole
    guard places.count == 1 else { return nil }
    segments[places[0]] = segments[places[0]].replacing(
      target.app, with: "{app}", maxReplacements: 1)
    return segments.joined(separator: "/")
  }

  private static func directories(_ pattern: String, in workspace: Workspace) -> [String] {
    guard let pattern = try? PathPattern(.init(pattern, .none), below: ""), !pattern.isLiteral,
      let found = try? pattern.matches(in: workspace).found
    else { return [] }
    return found.filter { (try? workspace.holdsObjects($0.path)) == true }.map(\.path)
  }

  /// Whether a text with it means the same in YAML, in quotes at most.
  private static func plain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
      || "._-/{}@+".unicodeScalars.contains(scalar)
  }

  private static func quoted(_ text: String) -> String {
    let isWord = text.unicodeScalars.first?.properties.isAlphabetic == true && !text.contains("{")
    return isWord ? text : "\"\(text)\""
  }
}

extension Target {
  /// Whether it is what its directory holds.
  fileprivate var isDirectory: Bool { build == .asFound && !directory.path.isEmpty }
}
