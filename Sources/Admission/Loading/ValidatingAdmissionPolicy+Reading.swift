import Kubernetes
import YAML

extension ValidatingAdmissionPolicy {
  /// Reads a policy with the server's defaults and all of its validation but compilation.
  static func read(_ object: KubernetesObject, causes: CauseList) -> Self {
    let root = ObjectReader(object.root, at: .root, in: nil, causes: causes)
    checkName(root)
    let spec = root.object("spec")
    var policy = Self(name: object.name, object: object)
    policy.failurePolicy = spec.choice("failurePolicy", of: FailurePolicy.self) ?? .fail
    if spec.has("paramKind") { policy.paramKind = .read(spec.object("paramKind")) }
    policy.readConstraints(spec)
    policy.readMatchConditions(spec)
    policy.variables = spec.objects("variables").map(Variable.read)
    policy.validations = spec.objects("validations").map(Validation.read)
    policy.readAuditAnnotations(spec)
    if policy.validations.isEmpty, policy.auditAnnotations.isEmpty {
      let detail = "validations or auditAnnotations must contain at least one item"
      causes.required(spec.field("validations"), detail)
      causes.required(spec.field("auditAnnotations"), detail)
    }
    return policy
  }

  private mutating func readConstraints(_ spec: ObjectReader) {
    guard spec.has("matchConstraints") else {
      spec.causes.required(spec.field("matchConstraints"))
      return
    }
    let reader = spec.object("matchConstraints")
    matchConstraints = .read(reader)
    if matchConstraints.resourceRules.isEmpty {
      reader.causes.required(reader.field("resourceRules"))
    }
  }

  private mutating func readMatchConditions(_ spec: ObjectReader) {
    let readers = spec.objects("matchConditions")
    let limit = 64
    if readers.count > limit {
      spec.causes.tooMany(spec.field("matchConditions"), count: readers.count, limit: limit)
    }
    var names: Set<String> = []
    for reader in readers {
      let condition = MatchCondition.read(reader)
      matchConditions.append(condition)
      if !condition.name.isEmpty, !names.insert(condition.name).inserted {
        reader.causes.duplicate(reader.field("name"), value: condition.name)
      }
    }
  }

  private mutating func readAuditAnnotations(_ spec: ObjectReader) {
    let readers = spec.objects("auditAnnotations")
    let limit = 20
    if readers.count > limit {
      spec.causes.tooMany(spec.field("auditAnnotations"), count: readers.count, limit: limit)
    }
    var keys: Set<String> = []
    for reader in readers {
      let annotation = AuditAnnotation.read(reader, policyName: name)
      auditAnnotations.append(annotation)
      if !keys.insert(annotation.key).inserted {
        reader.causes.duplicate(reader.field("key"), value: annotation.key)
      }
    }
  }
}

extension ValidatingAdmissionPolicy.ParamKind {
  static func read(_ reader: ObjectReader) -> Self {
    let result = Self(apiVersion: reader.string("apiVersion"), kind: reader.string("kind"))
    result.checkVersion(reader)
    if result.kind.isEmpty {
      reader.causes.required(reader.field("kind"))
    } else {
      let problems = NameFormat.dns1035Label.faults(result.kind.lowercased())
      if !problems.isEmpty {
        reader.causes.invalid(
          reader.field("kind"), value: result.kind,
          "may have mixed case, but should otherwise match: "
            + problems.joined(separator: ","))
      }
    }
    return result
  }

  private func checkVersion(_ reader: ObjectReader) {
    let field = reader.field("apiVersion")
    let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false)
    if apiVersion.isEmpty {
      reader.causes.required(field)
    } else if parts.count > 2 {
      reader.causes.invalid(
        field, value: apiVersion, "unexpected GroupVersion string: \(apiVersion)")
    } else {
      if !gvk.group.isEmpty {
        let problems = NameFormat.dns1123Subdomain.faults(gvk.group)
        if !problems.isEmpty {
          reader.causes.invalid(field, value: gvk.group, problems.joined(separator: ","))
        }
      }
      if gvk.version.isEmpty {
        reader.causes.invalid(field, value: apiVersion, "version must be specified")
      } else {
        let problems = NameFormat.dns1035Label.faults(gvk.version)
        if !problems.isEmpty {
          reader.causes.invalid(field, value: gvk.version, problems.joined(separator: ","))
        }
      }
    }
  }
}
