/// What says which environments a tree has, in the order in which it is asked.
package enum DiscoveryMethod: String, Sendable, CaseIterable {
  case configuration = "pipeline.yaml"
  case flux = "Flux"
  case argo = "Argo CD"
  /// The names of directories.
  case layout
  /// A directory that a person named.
  case directory
}
