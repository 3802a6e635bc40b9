import Diagnostics
import Kustomize
import YAML

extension FluxCluster {
  /// Leaves of the warnings of its builds those that are true of the cluster, each cause once.
  ///
  /// What is asked of many Kustomizations at once, as a patch that their parent gives to all of them, is
  /// at fault only where it comes to nothing in each.
  mutating func settleWarnings() {
    let uses = members.flatMap { $0.kustomization.patches }.reduce(into: [:]) {
      $0[$1, default: 0] += 1
    }
    var failures: [Location: Int] = [:]
    for member in members {
      for place in Set(member.warnings.compactMap(member.patch)) {
        failures[place, default: 0] += 1
      }
    }
    var seen: Set<String> = []
    for index in members.indices {
      let member = members[index]
      members[index].filterWarnings { warning in
        switch warning.rule {
        case .unknownValues: return seen.insert(warning.message).inserted
        case .patchWithoutTarget:
          if let place = member.patch(of: warning) { return uses[place] == failures[place] }
          return !member.awaitsBootstrap(warning)
        default: return true
        }
      }
    }
  }
}

extension FluxKustomization {
  /// Where its patches stand.
  fileprivate var patches: [Location] {
    (spec["patches"]?.elements ?? []).compactMap(\.origin.location)
  }
}

extension FluxCluster.Member {
  fileprivate var warnings: [Diagnostic] { (try? result.get())?.warnings ?? [] }

  fileprivate mutating func filterWarnings(_ isKept: (Diagnostic) -> Bool) {
    guard case .success(var rendering) = result, !rendering.warnings.isEmpty else { return }
    rendering.warnings = rendering.warnings.filter(isKept)
    result = .success(rendering)
  }

  /// The patch of the Kustomization's own that a warning is about; nil for what else it is about.
  fileprivate func patch(of warning: Diagnostic) -> Location? {
    guard warning.rule == .patchWithoutTarget, let place = warning.primary else { return nil }
    return kustomization.patches.first { patch in
      patch.file.path == place.file.path && patch.range.contains(place.range.lowerBound)
    }
  }

  /// Whether a warning is about a file beside which bootstrapping has yet to write the components that
  /// it patches.
  fileprivate func awaitsBootstrap(_ warning: Diagnostic) -> Bool {
    guard let path = warning.primary?.file.path, let rendering = try? result.get() else {
      return false
    }
    let components = TreePath.join(TreePath.parent(of: path), "gotk-components.yaml")
    return rendering.files.contains { file in
      file.path == components && file.parsed(as: .kubernetes).documents.allSatisfy(\.isEmpty)
    }
  }
}
