import Diagnostics
import Environments
import Kubernetes
import YAML

/// What a page shows of a workload of an environment: which images it runs, and how many pods.
struct WorkloadPicture: Sendable {
  /// The app of its target; empty where the environment is a single one.
  let app: String
  /// Its kind and name without what the target puts before and behind it, the same across environments.
  let key: String
  /// What it is called in findings.
  let object: String
  /// How many pods there are, or when; empty where the files do not say.
  let size: String
  /// The containers that run as long as a pod does, by name.
  let images: [Image]

  /// The image of a container.
  struct Image: Sendable {
    /// The container's name.
    let container: String
    /// As the pods have it.
    let text: String
    /// The bytes that say which version it is.
    let place: Location?

    /// Its tag or digest.
    var version: String { ImageVersion.text(of: text) }
  }

  /// The workloads of a target, in their order.
  static func all(of target: RenderedTarget) -> [WorkloadPicture] {
    let naming = target.naming
    var scalers: [String: String] = [:]
    for object in target.objects where object.kind == "HorizontalPodAutoscaler" {
      guard let spec = object.root["spec"], let kind = spec["scaleTargetRef"]?["kind"]?.scalarText,
        let name = spec["scaleTargetRef"]?["name"]?.scalarText
      else { continue }
      let least = spec["minReplicas"]?.scalarText ?? "1"
      scalers["\(kind)/\(object.namespace)/\(name)"] =
        "\(least) to \(spec["maxReplicas"]?.scalarText ?? "any")"
    }
    return target.objects.compactMap { object -> WorkloadPicture? in
      guard let workload = Workload(object) else { return nil }
      let images = (workload.template?.containers([.main]) ?? []).compactMap {
        container -> Image? in
        guard let image = container.field["image"] else { return nil }
        return Image(
          container: container.name, text: image.node.scalarText ?? "",
          place: image.node.origin.location)
      }
      let scaler = scalers["\(object.kind)/\(object.namespace)/\(object.name)"]
      let replicas = workload.kind.hasReplicas ? workload.replicas?.node.scalarText ?? "1" : ""
      return WorkloadPicture(
        app: target.target.app, key: "\(object.kind) \(naming.canonical(object.name))",
        object: object.identity.description,
        size: scaler ?? object.root["spec"]?["schedule"]?.scalarText ?? replicas, images: images)
    }
  }
}

extension RenderedTarget.Naming {
  /// A name without what stands before and behind every name.
  fileprivate func canonical(_ name: String) -> String {
    var name = name[...]
    if name.hasPrefix(prefix), name.count > prefix.count { name = name.dropFirst(prefix.count) }
    if name.hasSuffix(suffix), name.count > suffix.count { name = name.dropLast(suffix.count) }
    return String(name)
  }
}

/// The version in what says which image a container runs.
enum ImageVersion {
  /// The tag or digest of an image; empty where it has none.
  static func text(of image: String) -> String {
    // A colon before the last slash is that of a port.
    let name = image.lastIndex(of: "/").map { image[$0...] } ?? image[...]
    let mark = name.firstIndex(of: "@") ?? name.firstIndex(of: ":")
    return mark.map { String(name[name.index(after: $0)...]) } ?? ""
  }

  /// The version that a field says which is an image, or the tag or digest of one.
  static func text(ofField field: String) -> String {
    guard !field.hasPrefix("sha256:"), field.contains(where: { ":@/".contains($0) }) else {
      return field
    }
    return text(of: field)
  }
}
