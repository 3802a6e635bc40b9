import Kubernetes
import YAML

extension ValidatingAdmissionPolicyBinding {
  /// Reads a binding with the server's defaults and its validation.
  static func read(_ object: KubernetesObject, causes: CauseList) -> Self {
    let root = ObjectReader(object.root, at: .root, in: nil, causes: causes)
    checkName(root)
    let spec = root.object("spec")
    let policyName = spec.string("policyName")
    if policyName.isEmpty {
      causes.required(spec.field("policyName"))
    } else {
      for problem in NameFormat.dns1123Subdomain.faults(policyName) {
        causes.invalid(spec.field("policyName"), value: policyName, problem)
      }
    }
    let paramRef = spec.has("paramRef") ? ParamRef.read(spec.object("paramRef")) : nil
    let matchResources =
      spec.has("matchResources") ? MatchResources.read(spec.object("matchResources")) : nil
    return Self(
      name: object.name, object: object, policyName: policyName, paramRef: paramRef,
      matchResources: matchResources, validationActions: readActions(spec))
  }

  private static func readActions(_ spec: ObjectReader) -> [ValidationAction] {
    let texts = spec.strings("validationActions")
    let field = spec.field("validationActions")
    var seen: Set<String> = []
    var actions: [ValidationAction] = []
    for (index, text) in texts.enumerated() {
      let element = spec.element("validationActions", index)
      if let action = ValidationAction(rawValue: text) {
        actions.append(action)
      } else {
        spec.causes.notSupported(
          element, value: text, supported: ValidationAction.allCases.map(\.rawValue))
      }
      if !seen.insert(text).inserted { spec.causes.duplicate(element, value: text) }
    }
    if actions.contains(.deny), actions.contains(.warn) {
      spec.causes.invalid(
        field, values: texts,
        "must not contain both Deny and Warn (repeating the same validation failure information "
          + "in the API response and headers serves no purpose)")
    }
    if texts.isEmpty {
      spec.causes.required(field, "at least one validation action is required")
    }
    return actions
  }
}

extension ValidatingAdmissionPolicyBinding.ParamRef {
  static func read(_ reader: ObjectReader) -> Self {
    let name = reader.string("name")
    let selector = reader.has("selector") ? LabelSelector.read(reader.object("selector")) : nil
    let exclusive = "name and selector are mutually exclusive"
    for problem in name.isEmpty ? [] : NameFormat.pathSegment.faults(name) {
      reader.causes.invalid(reader.field("name"), value: name, problem)
    }
    if !name.isEmpty, selector != nil {
      reader.causes.forbidden(reader.field("name"), exclusive)
      reader.causes.forbidden(reader.field("selector"), exclusive)
    }
    if name.isEmpty, selector == nil {
      reader.causes.required(reader.field, "one of name or selector must be specified")
    }
    if reader.string("parameterNotFoundAction").isEmpty {
      reader.causes.required(reader.field("parameterNotFoundAction"))
    }
    let action = reader.choice(
      "parameterNotFoundAction", of: ValidatingAdmissionPolicyBinding.ParameterNotFoundAction.self)
    return Self(
      name: name, namespace: reader.string("namespace"), selector: selector,
      parameterNotFoundAction: action ?? .deny)
  }
}
