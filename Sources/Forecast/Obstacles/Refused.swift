import Diagnostics
import APIServer
import Kubernetes
import YAML

extension ObstacleRule {
  /// The API server takes the workload.
  static let refused = ObstacleRule(
    "forecast/refused", "The API server takes a workload over the one that is there.",
    why: "What it refuses rolls nothing out: the pods stay as they are, whatever the files say.",
    instead: "Leave the field as it was, or delete the workload and let it be made again.",
    examples: Examples(
      passing: [Example(before: Example.deployment(image: "web:1"), after: Example.deployment())],
      failing: [
        Example(
          after: Example.deployment(
            "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1️⃣0}}"),
          message: "the API server refuses the Deployment: Invalid value: 0: may not be 0 when "
            + "`maxSurge` is 0", isCertain: true),
        Example(
          before: Example.deployment(image: "web:1").replacing("app: web", with: "app: shop"),
          after: Example.deployment().replacing(
            "selector: {matchLabels: {app: web}}", with: "selector: 1️⃣{matchLabels: {app: web}}"),
          message: "the API server refuses the Deployment: Invalid value: "
            + #"{"matchLabels":{"app":"web"}}: field is immutable"#,
          isCertain: true),
      ])
  ) { outlook in
    let object = outlook.workload.object
    // What stands for a value that is not known would be refused for what it is.
    guard !object.root.holdsPlaceholder else { return [] }
    let verdict = Validator(release: outlook.workload.release).verdict(
      on: object, replacing: outlook.present?.object)
    return verdict.causes.prefix(3).map { cause in
      Finding(
        true, "the API server refuses the \(object.kind): \(cause.headline)",
        at: cause.location ?? object.location)
    }
  }
}

extension Node {
  /// Whether a scalar holds `${`, which something else replaces before the server sees it.
  fileprivate var holdsPlaceholder: Bool {
    switch content {
    case .scalar(let scalar): scalar.text.contains("${")
    case .sequence(let elements): elements.contains(where: \.holdsPlaceholder)
    case .mapping(let mapping): mapping.entries.contains { $0.value.holdsPlaceholder }
    }
  }
}
