/// The names under which a directory's kustomization is looked for, in Kustomize's order.
package enum KustomizationFileName {
  package static let all = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
}
