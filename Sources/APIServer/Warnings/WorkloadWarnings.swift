import Kubernetes
import Values
import YAML

/// Warnings about pods and what makes pods.
extension Validation {
  mutating func podWarnings(_ object: Fields) {
    podName(object, "the Pod's hostname")
    templateWarnings(object, isPod: true)
  }

  mutating func podTemplateWarnings(_ object: Fields) {
    at("template") { v in v.templateWarnings(object.value("template"), isPod: false) }
  }

  /// - Parameter namesPods: whether the server looks at the name, from which it makes pods' names.
  mutating func workloadWarnings(_ object: Fields, namesPods: Bool = true) {
    if namesPods { podName(object) }
    at("spec") { v in v.podTemplateWarnings(object.value("spec")) }
  }

  mutating func statefulSetWarnings(_ object: Fields) {
    workloadWarnings(object, namesPods: false)
    let spec = object.value("spec")
    at("spec") { v in
      v.each("volumeClaimTemplates", of: spec) { v, claim, _ in
        // The server leaves the claim's own `spec` out of the path.
        v.claimSpecWarnings(claim.value("spec"))
      }
      if let limit = spec.int("revisionHistoryLimit"), limit < 0 {
        v.warn(
          "revisionHistoryLimit",
          because: "a negative value retains all historical revisions; a value >= 0 is recommended")
      }
    }
  }

  mutating func cronJobWarnings(_ object: Fields) {
    podName(object)
    let spec = object.value("spec")
    at("spec") { v in
      v.at("jobTemplate") { v in
        v.at("spec") { v in v.jobSpecWarnings(spec.value("jobTemplate").value("spec")) }
      }
    }
  }

  mutating func jobWarnings(_ object: Fields) {
    podName(object)
    at("spec") { v in v.jobSpecWarnings(object.value("spec")) }
  }

  private mutating func jobSpecWarnings(_ spec: Fields) {
    if spec.text("completionMode") == "Indexed", spec.int("completions") ?? 0 > 100_000,
      spec.int("parallelism") ?? 0 > 10_000
    {
      warn(
        because: "In Indexed Jobs with a number of completions higher than 10^5 and a parallelism"
          + " higher than 10^4, Kubernetes might not be able to track completedIndexes when a big"
          + " number of indexes fail")
    }
    podTemplateWarnings(spec)
  }

  private mutating func podName(_ object: Fields, _ use: String = "Pod names and hostnames") {
    let name = object.value("metadata").text("name")
    // The name that the server makes from a prefix is not known yet.
    let faults = name.isEmpty ? [] : NameFormat.dns1123Label.faults(name)
    guard !faults.isEmpty else { return }
    at("metadata") { v in
      v.warn(
        "name",
        because: "this is used in \(use), which can result in surprising behavior;"
          + " a DNS label is recommended: [\(faults.joined(separator: " "))]")
    }
  }
}
