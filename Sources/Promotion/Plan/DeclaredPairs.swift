import Environments
import Git

/// The pairs of files outside of what environments are made of, in which pipeline.yaml declares fields.
struct DeclaredPairs {
  struct Pair {
    let source: TreeEntry
    let target: TreeEntry
    let app: String
    let fields: [DeclaredValue]

    var apps: [String] { app.isEmpty ? [] : [app] }

    /// Whether parts of the files alone are merged, of which both may be the same file.
    var isDivided: Bool { fields.contains { $0.division != nil } }

    /// How the files are read: where the source has several clusters, by the number of the one that counts.
    func reading(from source: Environment, to target: Environment, by number: Int = 0)
      -> FileReading
    {
      guard isDivided else {
        return FileReading(
          declared: fields.map(\.field), rewritings: fields.compactMap(\.rewriting))
      }
      var reading = FileReading(declared: fields.map(\.field))
      for field in fields {
        let parts =
          field.division?.parts(from: source, to: target, by: number) ?? [.whole(of: field.field)]
        reading.parts += parts
        reading.rewritings += field.rewritings(of: parts)
      }
      return reading
    }

    var isRewritten: Bool { fields.contains { $0.rewriting != nil } }
    /// Whether the clusters of the target have each its own.
    var isOfClusters: Bool { fields.contains { $0.division?.isOfClusters ?? false } }
  }

  /// By the target's path.
  private(set) var pairs: [Pair] = []
  /// Files of the source that the target has no counterpart of.
  private(set) var unpaired: [String] = []
  /// Files of the target that differ and are all of its clusters', where one wave alone is promoted to.
  private var undivided: [String] = []

  /// - Parameter known: the paths of the target's that are merged as a whole.
  init(
    _ request: PromotionRequest, from source: TreeSnapshot, to target: TreeSnapshot,
    besides known: Set<String>
  ) throws(GitError) {
    var fields: [String: [DeclaredValue]] = [:]
    var found: [String: Pair] = [:]
    for declared in request.declared {
      guard let files = declared.files else { continue }
      let left = try Self.entries(files, of: request.source.name, in: source)
      let right = try Self.entries(files, of: request.target.name, in: target)
      for (key, entry) in left {
        guard let other = right[key] else {
          unpaired.append(entry.path)
          continue
        }
        guard !known.contains(other.path) else { continue }
        fields[other.path, default: []].append(declared)
        found[other.path] = Pair(
          source: entry, target: other, app: key.app, fields: fields[other.path] ?? [])
      }
    }
    pairs = found.values.sorted { $0.target.path < $1.target.path }
    if request.target.wave != nil {
      undivided = pairs.filter { !$0.isOfClusters && $0.source.id != $0.target.id }
        .map(\.target.path)
      pairs.removeAll { !$0.isOfClusters }
    }
    unpaired = Set(unpaired).sorted()
  }

  /// What a person should know of files without a counterpart.
  func warnings(_ request: PromotionRequest) -> [String] {
    unpaired.map { path in
      "\(path) has fields to promote and no counterpart in \(request.target.name)"
    }
      + undivided.map { path in
        "\(path) has fields to promote and is the same for every cluster of \(request.target.name), "
          + "so no wave takes it"
      }
  }

  private static func entries(
    _ files: DeclaredFiles, of environment: String, in snapshot: TreeSnapshot
  ) throws(GitError) -> [DeclaredFiles.Key: TreeEntry] {
    let root = files.root(of: environment)
    guard try snapshot.resolve(root)?.mode == .directory else { return [:] }
    let entries = try snapshot.files(under: root).filter { $0.mode.isFile }
    let byPath = Dictionary(entries.map { ($0.path, $0) }) { first, _ in first }
    return files.files(of: environment, among: entries.map(\.path)).compactMapValues { byPath[$0] }
  }
}
