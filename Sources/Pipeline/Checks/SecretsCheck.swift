import Diagnostics
import Environments
import Kustomize
import Secrets

extension Check {
  /// Says which secrets stand in the files that an environment is made of, and in those beside them.
  static let secrets = Check { subject in
    guard !subject.secrets.isEmpty else { return [] }
    return [{ CheckOutcome(diagnostics: subject.secrets.map(\.diagnostic)) }]
  }
}

/// What is secret in the files of environments, each file looked at once however many build on it.
struct SecretsInFiles: Sendable {
  /// Every file that was looked at, by path.
  let files: [SourceFile]
  private let search: SecretSearch
  private var found: [String: [FoundSecret]] = [:]
  /// The files beside those of a rendering, by directory.
  private let beside: [String: [SourceFile]]

  /// Looks at the files, one after the other.
  init(of environments: [RenderedEnvironment], in workspace: Workspace) {
    self.init(filesOf: environments, in: workspace)
    for part in parts { add(part()) }
  }

  fileprivate init(filesOf environments: [RenderedEnvironment], in workspace: Workspace) {
    var known: [String: SourceFile] = [:]
    for target in environments.flatMap(\.judgedTargets) {
      for file in target.rendering.files { known[file.path] = file }
    }
    var beside = NeighbouringFiles(in: workspace)
    for path in known.keys { beside.add(besideFileAt: path) }
    self.beside = beside.files(without: Set(known.keys))
    for file in self.beside.values.joined() { known[file.path] = file }
    files = known.values.sorted { $0.path < $1.path }
    search = SecretSearch(files)
  }

  /// The search in parts that may run at the same time.
  fileprivate var parts: [@Sendable () -> [(path: String, secrets: [FoundSecret])]] {
    files.parts.map { [search] part in
      {
        part.compactMap { file in
          let secrets = search.secrets(in: file)
          return secrets.isEmpty ? nil : (file.path, secrets)
        }
      }
    }
  }

  fileprivate mutating func add(_ part: [(path: String, secrets: [FoundSecret])]) {
    for (path, secrets) in part { found[path] = secrets }
  }

  /// What the files of one environment hold, and those beside them.
  func found(for environment: RenderedEnvironment) -> [FoundSecret] {
    guard !found.isEmpty else { return [] }
    let own = Set(environment.judgedTargets.flatMap(\.rendering.files).map(\.path))
    let directories = Set(own.map(TreePath.parent(of:)))
    let near = directories.flatMap { beside[$0] ?? [] }.map(\.path)
    return own.union(near).sorted().flatMap { found[$0] ?? [] }
  }
}

extension GitOpsPipeline {
  /// Looks at the files of environments, several at a time.
  func secrets(in environments: [RenderedEnvironment]) async -> SecretsInFiles {
    var secrets = SecretsInFiles(filesOf: environments, in: workspace)
    for part in await inOrder(secrets.parts, width: width, { $0() }) { secrets.add(part) }
    return secrets
  }
}
