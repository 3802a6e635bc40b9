/// The names under which a directory's kustomization is looked for, in Kustomize's order.
package enum KustomizationFileName {
  /// A directory with more than one of them is refused.
  package static let all = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
}
