import Admission
import Environments
import Kubernetes
import Relations

/// What a change reaches of the environments, as it renders before the change and after it.
///
/// What is said of an object may depend on others: a relation has two ends, and policies look at
/// Namespaces, Roles and parameters. So the targets that the change leaves as they are stand beside those
/// that it reaches, wherever that can matter, and only these are judged. An environment in which the change
/// reaches what policies look at is judged as a whole.
struct ReachedEnvironments: Sendable {
  /// After the change.
  let after: RenderedPipeline
  /// Before it, with the targets that it leaves as they are after it.
  let before: RenderedPipeline
  /// Whether what judges the objects is the same before and after.
  let sharesDefinitions: Bool
  /// How many targets after the change are not judged.
  let unchangedTargets: Int

  /// What of the targets that a change reaches is judged.
  enum Judged: Sendable {
    /// What it may say something new of.
    case changedObjects
    /// All of it.
    case wholeTargets
  }
}

extension GitOpsPipeline {
  /// Renders what a change reaches, and what has to stand beside it.
  ///
  /// - Parameters:
  ///   - scope: what the change may reach; nil where that may be everything.
  ///   - earlier: the pipeline before the change.
  ///   - policies: those that are asked in every environment.
  ///   - judged: what of the targets that it reaches is judged.
  func environments(
    reachedBy scope: ChangeScope?, from earlier: GitOpsPipeline, under policies: LoadedPolicies,
    judging judged: ReachedEnvironments.Judged = .changedObjects
  ) async -> ReachedEnvironments {
    var now = ReachedTargets(self, scope)
    var then = ReachedTargets(earlier, scope)
    for name in now.touched { then.touch(name) }
    for name in then.touched { now.touch(name) }
    begin(rendering: now.waiting.count + then.waiting.count)
    await now.render()
    await then.render()
    guard let scope else {
      return ReachedEnvironments(
        after: now.pipeline(), before: then.pipeline(), sharesDefinitions: false,
        unchangedTargets: 0)
    }
    let policyReach = scope.reach(ofThoseDeploying: [.policies])
    let change = RelationalChange(countingAmounts: scope.mayLimitResources)
    var (movesNamespaces, sharesDefinitions) = (false, true)
    for name in now.touched {
      let (old, new) = (then.objects(of: name), now.objects(of: name))
      let isInvisible = change.isInvisible(from: old, to: new)
      movesNamespaces = movesNamespaces || !isInvisible
      // Which definition of a custom kind counts depends on where all that use it stand.
      let kinds = Set((old + new).filter(\.isOfCustomKind).map(\.gvk))
      let wantsAll = !isInvisible || !scope.definesNone(of: kinds)
      let isWanted = { (target: Target) in wantsAll || policyReach.reaches(target) }
      now.want(name, where: isWanted)
      then.want(name, where: isWanted)
    }
    await now.render()
    then.take(from: now)
    await then.render()
    var reaches: [Set<ChangeScope.Objects>: TargetReach] = [:]
    for name in now.touched where !now.isRendered(name) || !then.isRendered(name) {
      let answers = policies.policies.questions(
        withDeployed: then.objects(of: name) + now.objects(of: name)
      ).answers(concerning: then.judgedObjects(of: name) + now.judgedObjects(of: name))
      let reach = reaches[answers] ?? scope.reach(ofThoseDeploying: answers)
      reaches[answers] = reach
      now.want(name, where: reach.reaches)
      then.want(name, where: reach.reaches)
    }
    await now.render()
    then.take(from: now)
    await then.render()
    let movesRemarks = scope.changesFile(holding: ExemptionText.mark)
    for name in now.touched {
      let (old, new) = (then.objects(of: name), now.objects(of: name))
      let questions = policies.policies.questions(withDeployed: old + new)
      if questions.answers(among: old).areSame(as: questions.answers(among: new)) {
        // A remark that is gone allows nothing any more, of whatever object.
        if judged == .changedObjects, !movesRemarks {
          now.leaveOutObjects(of: name, sameIn: &then)
        }
        continue
      }
      now.judgeAll(of: name)
      then.judgeAll(of: name)
      sharesDefinitions = false
    }
    var neighbours: [RenderedEnvironment] = []
    if movesNamespaces { neighbours = await now.neighbours() }
    return ReachedEnvironments(
      after: now.pipeline(beside: neighbours), before: then.pipeline(beside: neighbours),
      sharesDefinitions: sharesDefinitions, unchangedTargets: now.unchangedCount)
  }
}

extension PolicyQuestions {
  /// What answers them of some objects.
  fileprivate func answers(concerning objects: [KubernetesObject]) -> Set<ChangeScope.Objects> {
    var answers: Set<ChangeScope.Objects> = []
    if concernNamespaces {
      let names = objects.map { $0.kind == "Namespace" ? $0.name : $0.namespace }
      answers.insert(.namespaces(Set(names.map { $0.isEmpty ? "default" : $0 })))
    }
    if concernRoles { answers.insert(.roles) }
    for names in parameters.values {
      switch names {
      case .any: answers.insert(.any)
      case .these(let names): answers.insert(.named(names))
      }
    }
    return answers
  }
}

extension KubernetesObject {
  /// Whether a definition says what the object is.
  fileprivate var isOfCustomKind: Bool {
    !gvk.group.isEmpty && Facts.standard.kind(gvk) == nil
  }
}

extension PolicyQuestions {
  fileprivate func answers(
    among objects: [KubernetesObject]
  ) -> [ObjectIdentity: KubernetesObject] {
    Dictionary(
      objects.filter { concern($0) || CustomResourceDefinition($0) != nil }.map {
        ($0.identity, $0)
      },
      uniquingKeysWith: { $1 })
  }
}

extension [ObjectIdentity: KubernetesObject] {
  fileprivate func areSame(as other: Self) -> Bool {
    count == other.count
      && allSatisfy { identity, object in
        other[identity].map { object.root.isSameJSON(as: $0.root) } ?? false
      }
  }
}
