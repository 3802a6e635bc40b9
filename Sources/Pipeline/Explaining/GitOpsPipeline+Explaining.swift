import Admission
package import Diagnostics
package import Environments
import Kubernetes

/// What is to be explained: a rule, or what a policy says of one object.
package struct ExplainedFinding: Hashable, Sendable {
  package var rule: RuleID
  /// As reports name it, `Deployment/ml-production/api`; nil for the rule itself.
  package var object: String?

  /// Reads `RULE`, or a finding's id: `RULE@OBJECT`.
  package init(_ text: String) {
    let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
    rule = RuleID(parts.first ?? "")
    object = parts.count > 1 ? parts[1] : nil
  }

  /// The policy whose rule it is; nil for a rule of the tool's own.
  package var policy: String? {
    rule.text.hasPrefix("policy/") ? String(rule.text.dropFirst("policy/".count)) : nil
  }
}

extension GitOpsPipeline {
  /// What a policy is for, or, with an object, how it comes to its verdict on that object.
  ///
  /// - Parameters:
  ///   - policy: the policy's name.
  ///   - object: the object as reports name it; nil to describe the policy.
  ///   - names: the environments to look for the object in; none for all.
  /// - Throws: ``PipelineError`` where there is no such policy or object.
  package func explain(
    policy name: String, object: String?, environments names: [String]
  ) throws(PipelineError) -> String {
    let loaded = loadPolicies()
    guard let description = loaded.policies.description(of: name) else {
      let known = loaded.policies.names
      throw PipelineError(
        "there is no policy \"\(name)\"",
        help: Spelling.nearest(to: name, among: known).map { "did you mean policy/\($0)?" }
          ?? "there are \(known.joined(separator: ", "))")
    }
    guard let object else { return description.text }
    let renderer = EnvironmentRenderer(workspace)
    var rendered: [RenderedEnvironment] = []
    for environment in try configuration.environments(named: names) {
      rendered.append(try renderer.render(environment))
    }
    let definitions = definitions(for: rendered, under: loaded.policies)
    let texts = zip(rendered, definitions).flatMap { environment, definitions in
      explanations(of: object, in: environment, definitions, by: name, loaded.policies)
    }
    guard !texts.isEmpty else {
      throw PipelineError(
        "no environment holds \(object)", help: "name it as findings do: Kind/namespace/name")
    }
    return texts.joined(separator: "\n")
  }

  private func explanations(
    of object: String, in environment: RenderedEnvironment, _ definitions: APIDefinitions,
    by policy: String, _ policies: PolicySet
  ) -> [String] {
    let state = ClusterState(
      objects: environment.objects, definitions: definitions.objects, policies: policies)
    let engine = Engine(policies: policies, state: state)
    return environment.objects.filter { $0.identity.description == object }.map { found in
      let request = AdmissionRequest(.create, object: found.root, mapper: state.mapper)
      let explanations = engine.explain(request.defaulted(), by: policy)
      let title = "policy/\(policy) on \(object) in \(environment.name)\n\n"
      guard !explanations.isEmpty else { return title + "the policy is not for this object\n" }
      return title + explanations.map(\.text).joined(separator: "\n")
    }
  }
}
