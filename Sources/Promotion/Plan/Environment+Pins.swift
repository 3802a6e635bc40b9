import Environments

extension Environment {
  /// What is built of a revision by name, where a commit shows only once the name leads to it.
  var pins: [String] {
    var applications: [String] = []
    return targets.compactMap { target in
      guard case .argo(let argo) = target.build, !argo.revision.isEmpty,
        !applications.contains(argo.application)
      else { return nil }
      applications.append(argo.application)
      return
        "Application \(argo.application) builds \(argo.revision): what is promoted shows there "
        + "when its targetRevision leads to a commit that has it"
    }
  }
}
