package import Kubernetes
import YAML

/// Tells whether a change of objects can matter to any rule on relations, whatever stands beside them.
package struct RelationalChange {
  /// Whether something may limit what a namespace or a container asks for, so that amounts matter.
  private let countsAmounts: Bool

  /// - Parameter countsAmounts: false where no ResourceQuota and no LimitRange can be there.
  package init(countingAmounts countsAmounts: Bool) { self.countsAmounts = countsAmounts }

  /// Whether the same objects are there, in the same order, and no rule looks at what is not the same.
  package func isInvisible(
    from before: [KubernetesObject], to after: [KubernetesObject]
  ) -> Bool {
    before.count == after.count
      && zip(before, after).allSatisfy { old, new in
        old.gvk == new.gvk && isInvisible(from: old.root, to: new.root)
      }
  }

  /// Which image a container is made from says nothing of other objects.
  private static let unread: Set<String> = ["image", "imagePullPolicy"]
  private static let amounts: Set<String> = ["requests", "limits"]

  /// - Parameter isAmount: whether the node is one of a container's or claim's lists of amounts.
  private func isInvisible(
    from before: Node, to after: Node, isAmount: Bool = false
  ) -> Bool {
    if before.isEqual(to: after) { return true }
    switch (before.content, after.content) {
    case (.mapping(let old), .mapping(let new)):
      guard old.entries.count == new.entries.count else { return false }
      return zip(old.entries, new.entries).allSatisfy { old, new in
        guard old.name == new.name else { return false }
        let isUnread = isAmount || Self.unread.contains(old.name)
        if isUnread, old.value.scalarText != nil, new.value.scalarText != nil { return true }
        return isInvisible(
          from: old.value, to: new.value,
          isAmount: !countsAmounts && Self.amounts.contains(old.name))
      }
    case (.sequence(let old), .sequence(let new)):
      guard old.count == new.count else { return false }
      return zip(old, new).allSatisfy { isInvisible(from: $0, to: $1) }
    default: return false
    }
  }
}
