import Admission
package import Diagnostics
package import Display
package import Environments
import Kubernetes

/// What is to be explained: a rule, or what a policy says of one object.
package struct ExplainedFinding: Hashable, Sendable {
  /// The rule that is to be explained.
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
  ) throws(PipelineError) -> Shown {
    let loaded = loadPolicies()
    guard let description = loaded.policies.description(of: name) else {
      let known = loaded.policies.names
      throw PipelineError(
        "there is no policy \"\(name)\"",
        help: Spelling.nearest(to: name, among: known).map { "did you mean policy/\($0)?" }
          ?? "there are \(known.joined(separator: ", "))")
    }
    guard let object else { return description.shown }
    let renderer = EnvironmentRenderer(workspace)
    var rendered: [RenderedEnvironment] = []
    for environment in try configuration.environments(named: names) {
      rendered.append(try renderer.render(environment))
    }
    let texts = try settings(of: rendered, under: loaded.policies).flatMap { setting in
      setting.explanations(of: object, by: name)
    }
    guard !texts.isEmpty else {
      throw PipelineError(
        "no environment holds \(object)", help: "name it as findings do: Kind/namespace/name")
    }
    return texts.joined(separator: "\n")
  }
}

extension CheckSetting {
  /// How a policy comes to its verdicts on the objects of a name, asked as the check asks.
  fileprivate func explanations(of name: String, by policy: String) -> [Shown] {
    let engine = engine
    let validator = validator
    return environment.objects.filter { $0.identity.description == name }.map { found in
      let title: Shown = "policy/\(policy) on \(name) in \(environment.name)\n\n"
      let object = PreparedObject(
        found, replacing: nil, by: validator, mutating: policies.mutates ? engine : nil)
      guard let request = object.request(mapper: engine.state.mapper) else {
        return title + "the object cannot be decoded, so no policy is asked\n"
      }
      let explanations = engine.explain(request, by: policy)
      guard !explanations.isEmpty else { return title + "the policy is not for this object\n" }
      return title + explanations.map(\.shown).joined(separator: "\n")
    }
  }
}
