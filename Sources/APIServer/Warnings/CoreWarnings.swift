import Kubernetes
import Values
import YAML

/// What the server warns of in the remaining kinds.
extension Validation {
  mutating func quotaWarnings(_ object: Fields) {
    let hard = object.value("spec").value("hard")
    at("spec") { v in
      for name in ["cpu", "memory", "ephemeral-storage"] {
        var requestName = "requests.\(name)"
        if !hard.has(requestName), name != "ephemeral-storage" { requestName = name }
        let limitName = "limits.\(name)"
        guard let request = hard.quantity(requestName), let limit = hard.quantity(limitName),
          limit < request
        else { continue }
        v.warn(
          saying: "ResourceQuota \(requestName) (\(request)) should be less than \(limitName)"
            + " (\(limit))", at: "hard", .key(requestName))
      }
    }
  }

  mutating func secretWarnings(_ object: Fields) {
    guard object.text("type") == "kubernetes.io/tls" else { return }
    let data = object.value("data")
    let certificate = Base64.decode(data.text("tls.crt")) ?? []
    let key = Base64.decode(data.text("tls.key")) ?? []
    if let fault = PEM.certificateFault(in: certificate) {
      warn(saying: fault, at: "data", "tls.crt")
    } else if let fault = PEM.keyFault(in: key) {
      warn(saying: fault, at: "data", "tls.key")
    }
  }

  mutating func serviceAccountWarnings(_ object: Fields) {
    let key = "kubernetes.io/enforce-mountable-secrets"
    guard object.value("metadata").dictionary("annotations")[key] != nil else { return }
    at("metadata") { v in
      v.warn(
        "annotations", .key(key),
        because: "deprecated in v1.32+; prefer separate namespaces to isolate access to mounted"
          + " secrets")
    }
  }

  mutating func nodeWarnings(_ object: Fields) {
    let spec = object.value("spec")
    at("spec") { v in
      if !spec.text("externalID").isEmpty {
        v.warn(
          "externalID",
          because: "this field is deprecated, and is unused by Kubernetes")
      }
    }
  }

  mutating func csiDriverWarnings(_ object: Fields) {
    let spec = object.value("spec")
    guard !spec.isEmptyCollection("tokenRequests"), !spec.has("serviceAccountTokenInSecrets")
    else { return }
    at("spec") { v in
      v.warn(
        saying:
          "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to "
          + "true to prevent possible logging of tokens in volume attributes",
        at: "tokenRequests")
    }
  }

  mutating func resourceSliceWarnings(_ object: Fields) {
    let driver = object.value("spec").text("driver")
    guard driver != driver.lowercased() else { return }
    at("spec") { v in
      v.warn(
        "driver",
        because:
          "driver names should be lowercase; \(ShownValue.quoted(driver)) contains uppercase "
          + "characters")
    }
  }

  mutating func runtimeClassWarnings(_ object: Fields) {
    at("scheduling") { v in
      for (label, _) in object.value("scheduling").map("nodeSelector") {
        guard let advice = DeprecatedNodeLabel.advice(on: label) else { continue }
        v.warn("nodeSelector", .key(label), because: advice)
      }
    }
  }
}
