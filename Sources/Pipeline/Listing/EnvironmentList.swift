package import Environments

/// The environments of a tree, to be shown: which there are, what says so, and what is left out.
package struct EnvironmentList: Sendable {
  let configuration: PipelineConfiguration

  /// - Parameter configuration: what the search for environments has found.
  package init(_ configuration: PipelineConfiguration) { self.configuration = configuration }
}

extension DiscoveryMethod {
  /// What says which environments there are, in words.
  var sentence: String {
    switch self {
    case .configuration: "pipeline.yaml says which environments there are"
    case .flux: "Flux says which environments there are"
    case .argo: "Argo CD says which environments there are"
    case .layout: "the names of directories say which environments there are"
    case .directory: "the directory is the only environment"
    }
  }
}

extension Target.Build {
  /// How objects are made, in words.
  var sentence: String {
    switch self {
    case .asFound: "as found"
    case .kustomization: "kustomization"
    case .flux(let flux): "Flux Kustomization \(flux.id)"
    case .argo(let argo):
      argo.application.isEmpty
        ? "what brings Applications of Argo CD"
        : "Argo CD Application \(argo.application)"
          + (argo.revision.isEmpty ? "" : " of \(argo.revision), by the files that are here")
    }
  }
}
