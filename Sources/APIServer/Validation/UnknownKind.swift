import Diagnostics
import Kubernetes

/// A kind that its group does not have, though the server has the group.
struct UnknownKind: Sendable {
  private let served: [GroupVersionKind]
  private let groups: Set<String>

  private static let standard = UnknownKind(by: .standard)
  private static let newest = UnknownKind(by: .newest)

  /// What the server of a release makes of kinds that it does not know.
  static func of(_ release: KubernetesRelease) -> UnknownKind {
    Facts.of(release).described == Facts.standard.described ? standard : newest
  }

  private init(by facts: Facts) {
    let kinds = facts.kinds
    served = kinds.filter { $0.resource != nil }.map(\.gvk)
    groups = Set(kinds.map(\.gvk.group))
  }

  /// Whether a server without definitions is certain not to have the kind of its own group.
  ///
  /// What lists objects is not judged, since it is never applied as it is.
  func isRefused(_ gvk: GroupVersionKind) -> Bool {
    groups.contains(gvk.group) && !gvk.kind.hasSuffix("List") && !gvk.kind.isEmpty
  }

  /// The version of a kind that the server has.
  func served(like gvk: GroupVersionKind) -> GroupVersionKind? {
    served.last { $0.group == gvk.group && $0.kind == gvk.kind }
  }

  /// The kind that was probably meant: the same one elsewhere, or one that is spelt alike.
  func nearest(to gvk: GroupVersionKind) -> GroupVersionKind? {
    let beside = served.filter { $0.group == gvk.group && $0.version == gvk.version }
    if let name = Spelling.nearest(to: gvk.kind, among: beside.map(\.kind)) {
      return beside.first { $0.kind == name }
    }
    let sameGroup = served.filter { $0.group == gvk.group }
    for known in [sameGroup, served] {
      if let same = known.last(where: { $0.kind == gvk.kind }) { return same }
      if let name = Spelling.nearest(to: gvk.kind, among: known.map(\.kind)) {
        return known.last { $0.kind == name }
      }
    }
    return nil
  }
}
