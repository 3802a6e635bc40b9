import Kubernetes
import Values
import YAML

/// What puts admission policies to work (admissionregistration.k8s.io/v1).
extension Validation {
  mutating func validatingAdmissionPolicyBinding(_ object: Fields) {
    bindingBasics(object)
    let spec = object.value("spec")
    at("spec") { v in
      let actions = spec.strings("validationActions")
      var seen: Set<String> = []
      for (index, action) in actions.enumerated() {
        if !["Audit", "Deny", "Warn"].contains(action) {
          v.notSupported(
            "validationActions", .index(index), value: ShownValue(action),
            ["Audit", "Deny", "Warn"])
        }
        if !seen.insert(action).inserted {
          v.duplicate("validationActions", .index(index), value: ShownValue(action))
        }
      }
      if seen.isSuperset(of: ["Deny", "Warn"]) {
        v.invalid(
          "validationActions", value: ShownValue(spec["validationActions"]),
          "must not contain both Deny and Warn (repeating the same validation failure information "
            + "in the API response and headers serves no purpose)")
      }
      if actions.isEmpty {
        v.required("validationActions", because: "at least one validation action is required")
      }
    }
  }

  mutating func mutatingAdmissionPolicyBinding(_ object: Fields) {
    bindingBasics(object)
    at("spec") { v in
      v.at("matchResources") { v in
        v.mutatingOperations(object.value("spec").value("matchResources"))
      }
    }
  }

  private mutating func bindingBasics(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: false)
    let spec = object.value("spec")
    at("spec") { v in
      let policy = spec.text("policyName")
      if policy.isEmpty {
        v.required("policyName")
      } else {
        v.check(policy, is: .dns1123Subdomain, at: "policyName")
      }
      v.within("paramRef", of: spec) { v, reference in v.paramRef(reference) }
      v.within("matchResources", of: spec) { v, match in v.matchResources(match) }
    }
  }

  private mutating func paramRef(_ reference: Fields) {
    let name = reference.text("name")
    let exclusive = "name and selector are mutually exclusive"
    if !name.isEmpty {
      check(name, is: .pathSegment, at: "name")
      if reference.has("selector") { forbidden("name", because: exclusive) }
    }
    if reference.has("selector") {
      labelSelector(reference, "selector")
      if !name.isEmpty { forbidden("selector", because: exclusive) }
    }
    if name.isEmpty, !reference.has("selector") {
      required(because: "one of name or selector must be specified")
    }
    let action = reference.text("parameterNotFoundAction")
    if action.isEmpty {
      required("parameterNotFoundAction")
    } else {
      oneOf(action, ["Deny", "Allow"], at: "parameterNotFoundAction")
    }
  }
}
