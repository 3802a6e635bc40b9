/// Which files a kustomization may read; directories that it builds on may stand anywhere in the tree.
package enum LoadRestrictor: String, Hashable, Sendable, CaseIterable {
  /// Those in or below its own directory, as `kustomize build` has it.
  case rootOnly = "LoadRestrictionsRootOnly"
  /// Any in the tree.
  case unrestricted = "LoadRestrictionsNone"
}
