import APIServer
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
    if object == nil, let description = loaded.policies.description(of: name) {
      return description.shown
    }
    let renderer = EnvironmentRenderer(workspace)
    var rendered: [RenderedEnvironment] = []
    for environment in try configuration.environments(named: names) {
      rendered.append(try renderer.render(environment))
    }
    // An environment may deploy policies of its own.
    let settings = try settings(of: rendered, under: loaded.policies)
    let sets = settings.map(\.engine.policies)
    guard let description = sets.lazy.compactMap({ $0.description(of: name) }).first else {
      let known = Set(loaded.policies.names + sets.flatMap(\.names)).sorted()
      throw PipelineError(
        "there is no policy \"\(name)\"",
        help: Spelling.nearest(to: name, among: known).map { "did you mean policy/\($0)?" }
          ?? (known.isEmpty
            ? "no policy is loaded; name their directory with --policies"
            : "there are \(known.joined(separator: ", "))"))
    }
    guard let object else { return description.shown }
    let texts = settings.flatMap { $0.explanations(of: object, by: name) }
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
    environment.objects.filter { $0.identity.description == name }.map { found in
      let title: Shown = "policy/\(policy) on \(name) in \(environment.name)\n\n"
      guard let explanations = explanations(of: found, by: policy) else {
        return title + "the object cannot be decoded, so no policy is asked\n"
      }
      guard !explanations.isEmpty else { return title + "the policy is not for this object\n" }
      return title + explanations.map(\.shown).joined(separator: "\n")
    }
  }

  /// Nil where no policy would ever see the object.
  private func explanations(
    of object: KubernetesObject, by policy: String
  ) -> [RequestExplanation]? {
    guard engine.mutates(byPolicy: policy) else {
      let prepared = PreparedObject(
        object, replacing: nil, by: judge, mutating: engine.policies.mutates ? engine : nil)
      return prepared.request(mapper: engine.state.mapper).map { engine.explain($0, by: policy) }
    }
    guard !object.isEncrypted else { return nil }
    let submission =
      judge.validator.knows(object.gvk)
      ? judge.submission(of: object, replacing: nil).0 : Submission(unread: object)
    guard submission.root != nil else { return nil }
    let request = AdmissionRequest(.create, object: object.root, mapper: engine.state.mapper)
    return engine.explain(request, submission, byMutating: policy, judge.validator)
  }
}
