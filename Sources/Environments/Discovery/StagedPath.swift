import Kustomize

/// A target's path, read for the environment and the app that it names.
struct StagedPath {
  let path: String
  let stage: EnvironmentStage?
  /// The word that names the environment, in lower case.
  let word: String
  /// What the other segments say, without those that every layout has.
  let app: String
  /// What the other segments say, all of it.
  let longApp: String

  init(_ path: String, below directory: String) {
    self.path = path
    let depth = directory.isEmpty ? 0 : directory.split(separator: "/").count
    var segments = path.split(separator: "/").dropFirst(depth).map(String.init)
    let found = segments.map(EnvironmentStage.found(in:))
    // The innermost decides: what stands above it is mostly a cluster or a team.
    let index =
      found.lastIndex { $0?.isWhole == true } ?? found.lastIndex { $0 != nil }
    guard let index, let match = found[index] else {
      (stage, word) = (nil, "")
      app = segments.joined(separator: "/")
      longApp = app
      return
    }
    stage = match.stage
    if match.isWhole {
      word = segments[index].lowercased()
      segments.remove(at: index)
    } else {
      word = EnvironmentStage.word(in: segments[index], without: match.rest)
      segments[index] = match.rest
    }
    longApp = segments.joined(separator: "/")
    app = segments.filter { !Self.scaffolding.contains($0.lowercased()) }.joined(separator: "/")
  }

  /// Segments that say nothing of what stands below them.
  private static let scaffolding: Set<String> = [
    "apps", "applications", "cluster", "clusters", "components", "deploy", "deployment", "env",
    "environment", "environments", "envs", "k8s", "kubernetes", "kustomize", "manifests", "overlay",
    "overlays", "services",
  ]
}

/// The segment of a path that names an environment.
struct StagedSegment {
  var text: String
  var stage: EnvironmentStage
  /// The word in it that names the environment, in lower case.
  var word: String

  /// The innermost segment that is such a word, or else that holds one; nil where none does.
  init?(of path: String) {
    let segments = path.split(separator: "/").map(String.init)
    let found = segments.map(EnvironmentStage.found(in:))
    let index = found.lastIndex { $0?.isWhole == true } ?? found.lastIndex { $0 != nil }
    guard let index, let match = found[index] else { return nil }
    text = segments[index]
    stage = match.stage
    word = EnvironmentStage.word(in: text, without: match.rest)
  }
}

extension [String] {
  /// The text that is there most often; of equally frequent ones the first.
  var mostFrequent: String {
    let counts = Dictionary(map { ($0, 1) }, uniquingKeysWith: +)
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? ""
  }
}
