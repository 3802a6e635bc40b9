import APIServer
import Admission
import Diagnostics
import Environments
import Kubernetes
import Kustomize
import Relations

/// What the objects of one environment are judged by.
struct CheckSetting: Sendable {
  private let workspace: Workspace
  let environment: RenderedEnvironment
  /// The environment before a change; objects that are in both are updates.
  let before: RenderedEnvironment?
  let definitions: APIDefinitions
  /// What asks the policies, the environment's own among them, in the environment as a cluster would
  /// hold it.
  let engine: Engine
  /// What judges the objects, with the kinds that it knows.
  let judge: ObjectJudge
  /// What there is to say of the setting itself: of its definitions and of the environment's policies.
  let notes: [Diagnostic]
  private let refusesUnknownKinds: Bool
  private let relations: GraphContext

  /// - Parameters:
  ///   - workspace: the files that the environment is made from.
  ///   - policies: those that are asked in every environment.
  ///   - other: the setting of another environment, from which is taken what is the same in both.
  init(
    _ environment: RenderedEnvironment, in workspace: Workspace,
    changedFrom before: RenderedEnvironment?,
    definitions: APIDefinitions, policies: PolicySet, _ configuration: PipelineConfiguration,
    beside other: CheckSetting?
  ) {
    self.environment = environment
    self.workspace = workspace
    self.before = before
    self.definitions = definitions
    refusesUnknownKinds = configuration.refusesUnknownKinds
    relations = GraphContext(environment, configuration)
    let loaded = policies.adding(
      deployed: configuration.withOwnPolicies(environment), definitions: definitions.objects,
      facts: .of(configuration.kubernetesRelease))
    judge = ObjectJudge(
      definitions, release: configuration.kubernetesRelease, beside: other?.judge)
    let engine = Engine(
      policies: loaded.policies,
      state: ClusterState(
        objects: environment.objects, definitions: definitions.objects, policies: loaded.policies,
        validator: judge.validator))
    self.engine = engine.storingParameters(of: environment, changedFrom: before, by: judge)
    notes = definitions.notes + loaded.diagnostics
  }

  /// Makes the objects ready for the checks, in parts that may run at the same time; what they
  /// return, joined in their order, is in the environment's.
  var preparation: [@Sendable () -> [PreparedObject]] {
    let judge = judge
    let mutating = engine.policies.mutates ? engine : nil
    let previous = before?.objectsByIdentity ?? [:]
    return environment.judged.parts.map { part in
      {
        part.map {
          PreparedObject(
            $0, replacing: previous[$0.identity], by: judge, mutating: mutating)
        }
      }
    }
  }

  /// What the checks are given.
  ///
  /// - Parameters:
  ///   - secrets: what stands in files of any environment.
  ///   - previous: what objects were before that are not new and not the same.
  func subject(
    of objects: [PreparedObject], _ secrets: SecretsInFiles,
    previous: [ObjectIdentity: KubernetesObject] = [:]
  ) -> CheckSubject {
    CheckSubject(
      workspace: workspace, environment: environment, objects: objects, definitions: definitions,
      engine: engine,
      judge: judge, refusesUnknownKinds: refusesUnknownKinds, relations: relations,
      previous: previous, secrets: secrets.found(for: environment))
  }
}

extension Engine {
  /// The engine with the parameters that an environment deploys as a server stores them.
  ///
  /// Policies that mutate are asked about parameters too when these are made, and what all policies
  /// then find is what was stored. Those of the policies' own directory are taken as stored.
  fileprivate func storingParameters(
    of environment: RenderedEnvironment, changedFrom before: RenderedEnvironment?,
    by judge: ObjectJudge
  ) -> Engine {
    guard policies.mutates else { return self }
    let kinds = policies.parameterKinds
    let previous = before?.objectsByIdentity ?? [:]
    var engine = self
    engine.state.hold(
      parameters: environment.objects.filter { kinds.contains($0.gvk) }.compactMap {
        PreparedObject($0, replacing: previous[$0.identity], by: judge, mutating: self).stored
          .map { KubernetesObject($0) }
      })
    return engine
  }
}

extension RenderedEnvironment {
  /// Of objects that are called the same the first.
  fileprivate var objectsByIdentity: [ObjectIdentity: KubernetesObject] {
    Dictionary(objects.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

extension GitOpsPipeline {
  /// What each environment is judged by: the kinds are those that pipeline.yaml names, its own and,
  /// for those that it or a policy's parameters use, the tree's.
  ///
  /// - Parameter known: the definitions where they are known of all of them, by environment.
  func settings(
    of environments: [RenderedEnvironment], changedFrom before: RenderedEnvironment? = nil,
    under policies: PolicySet, with known: [String: APIDefinitions]? = nil
  ) throws(PipelineError) -> [CheckSetting] {
    let definitions: [APIDefinitions]
    if let known, environments.allSatisfy({ known[$0.name] != nil }) {
      definitions = environments.compactMap { known[$0.name] }
    } else {
      definitions = try self.definitions(for: environments, under: policies)
    }
    var settings: [CheckSetting] = []
    for (environment, definitions) in zip(environments, definitions) {
      settings.append(
        CheckSetting(
          environment, in: workspace, changedFrom: before, definitions: definitions,
          policies: policies, configuration, beside: settings.last))
    }
    return settings
  }

  private func definitions(
    for environments: [RenderedEnvironment], under policies: PolicySet
  ) throws(PipelineError) -> [APIDefinitions] {
    var given: [KubernetesObject] = []
    for reference in configuration.definitions {
      given += try DefinitionFiles.definitions(
        at: reference.path, in: workspace.tree, named: reference.path, location: reference.location)
    }
    return APIDefinitions.of(
      environments,
      using: policies.parameterKinds.union(
        PolicySet.parameterKinds(ofDeployed: environments.flatMap(\.objects))),
      given: given, home: configuration.home, in: workspace)
  }
}
