import Diagnostics
import Kubernetes
import YAML

/// The kustomize-controller that a cluster runs, as far as the repository says.
struct FluxController: Hashable, Sendable {
  /// Whether an undefined variable without a default is an error; on by default since v1.9.
  var isStrict = true
  /// The place that says so; nil where nothing in the repository does.
  var location: Location?

  /// The controller among a cluster's objects; the newest release where there is none.
  init(among objects: FluxObjects) {
    let deployment = objects.all("Deployment", of: "apps").first {
      $0.name == "kustomize-controller"
    }
    let containers = deployment?.root[["spec", "template", "spec", "containers"]]?.elements
    guard
      let container = containers?.first(where: {
        $0["image"]?.scalarText?.contains("kustomize-controller") == true
      })
    else { return }
    if let image = container["image"], let release = Self.release(of: image.scalarText ?? "") {
      isStrict = release.major > 1 || (release.major == 1 && release.minor >= 9)
      location = image.origin.location
    }
    for argument in container["args"]?.elements ?? [] {
      guard let gate = Self.gate("StrictPostBuildSubstitutions", in: argument.scalarText ?? "")
      else { continue }
      isStrict = gate
      location = argument.origin.location
    }
  }

  /// The version that an image's tag names.
  private static func release(of image: String) -> (major: Int, minor: Int)? {
    let name = image.split(separator: "@")[0]
    guard let colon = name.lastIndex(of: ":") else { return nil }
    let tag = name[name.index(after: colon)...].drop { $0 == "v" }
    let parts = tag.split(separator: ".").prefix(2).map { Int($0) }
    guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
    return (major, minor)
  }

  /// What an argument says of a feature gate; nil where it says nothing.
  private static func gate(_ name: String, in argument: String) -> Bool? {
    guard argument.hasPrefix("--feature-gates=") else { return nil }
    for gate in argument.dropFirst("--feature-gates=".count).split(separator: ",") {
      let parts = gate.split(separator: "=", maxSplits: 1)
      if parts.count == 2, parts[0] == name { return parts[1].lowercased() == "true" }
    }
    return nil
  }
}
