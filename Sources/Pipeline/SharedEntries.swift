import Diagnostics
import Environments
import Kustomize

/// The entries of components that are without effect in one build and have one in another, which is what a
/// component is for that chooses by labels.
struct SharedEntries {
  private var places: Set<Location> = []

  /// Whether there is none.
  var isEmpty: Bool { places.isEmpty }

  /// - Parameter environments: all that was rendered.
  init(in environments: [RenderedEnvironment]) {
    let renderings = environments.flatMap(\.targets).map(\.rendering)
    var idle: [Location: Int] = [:]
    for warning in renderings.flatMap(\.warnings) where Self.isAboutEffect(warning) {
      if let place = warning.primary { idle[place, default: 0] += 1 }
    }
    guard !idle.isEmpty else { return }
    let files = Set(idle.keys.map(\.file.treePath))
    var builds: [String: Int] = [:]
    for path in renderings.flatMap(\.kustomizations) where files.contains(path) {
      builds[path, default: 0] += 1
    }
    places = Set(idle.filter { builds[$0.key.file.treePath, default: 0] > $0.value }.keys)
  }

  /// Whether a finding says that an entry is without effect which has one elsewhere.
  func haveEffect(_ finding: Diagnostic) -> Bool {
    Self.isAboutEffect(finding) && finding.primary.map(places.contains) ?? false
  }

  private static func isAboutEffect(_ finding: Diagnostic) -> Bool {
    finding.severity == .warning
      && (finding.rule == .patchWithoutTarget || finding.rule == .imageWithoutEffect)
  }
}
