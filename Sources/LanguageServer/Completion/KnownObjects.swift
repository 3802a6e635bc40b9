import Diagnostics
import Environments
import Kubernetes
import Kustomize
import Pipeline
import Relations
import YAML

/// The objects that there were when all could be looked at last: a text that is half typed tells little.
struct KnownObjects {
  let state: StandingCheck.State
  /// Those that the text is a part of, where any is.
  private(set) var environments: [RenderedEnvironment]
  /// The objects that the document gives, by environment; none where it is new.
  private var owners: [String: [KubernetesObject]] = [:]

  init(_ state: StandingCheck.State, _ environments: RecordedEnvironments) {
    self.state = state
    self.environments = environments.environments
  }

  /// What objects say of each other, in each environment.
  var graphs: [ObjectGraph] { environments.map { ObjectGraph($0.targets.map(\.objects)) } }

  /// Those that there are where the document counts.
  func narrowed(to context: LineContext, in file: SourceFile) -> KnownObjects {
    var narrowed = self
    let path = file.treePath
    for environment in environments {
      let own = environment.objects.filter { object in
        object.kind == context.gvk.kind && object.writtenName == context.name
          && object.nameNode?.origin.chain.contains { $0.origin.location?.file.treePath == path }
            ?? false
      }
      if !own.isEmpty { narrowed.owners[environment.name] = own }
    }
    let near = environments.filter { environment in
      narrowed.owners[environment.name] != nil
        || narrowed.owners.isEmpty
          && environment.targets.contains { $0.rendering.files.contains { $0.treePath == path } }
    }
    if !near.isEmpty { narrowed.environments = near }
    return narrowed
  }

  /// The targets that a kustomization is a part of; all where it is of none.
  func targets(with file: SourceFile) -> [RenderedTarget] {
    let all = environments.flatMap(\.targets)
    let own = all.filter { $0.rendering.kustomizations.contains(file.treePath) }
    return own.isEmpty ? all : own
  }

  /// What the objects of those targets are called in their sources: `apps/Deployment/web`.
  func names(with file: SourceFile) -> Set<String> {
    Set(
      targets(with: file).flatMap(\.objects).compactMap { object in
        object.writtenName.map { "\(object.gvk.group)/\(object.kind)/\($0)" }
      })
  }

  /// The names of some objects as their sources have them: those that there are wherever the document
  /// counts, in its namespace.
  func names(_ isMeant: (KubernetesObject) -> Bool) -> Set<String> {
    common { environment, namespaces in
      environment.objects.filter { object in
        isMeant(object)
          && (object.namespace.isEmpty || namespaces?.contains(object.namespace) ?? true)
      }.compactMap(\.writtenName)
    }
  }

  /// The keys of what a ConfigMap or Secret of a name holds.
  func keys(of name: String, _ kind: String) -> Set<String> {
    common { environment, namespaces in
      environment.objects.filter { object in
        object.kind == kind && object.writtenName == name
          && namespaces?.contains(object.namespace) ?? true
      }.flatMap { object in
        ["data", "stringData", "binaryData"].flatMap {
          object.root[$0]?.mapping?.entries.map(\.name) ?? []
        }
      }
    }
  }

  /// The names of the ports that a port may be named by.
  func portNames(_ context: LineContext) -> Set<String> {
    common { environment, _ in
      let objects = owners[environment.name] ?? []
      if context.path.isOfProbe {
        return (objects.isEmpty ? environment.objects : objects).flatMap(\.containerPorts)
      }
      guard context.gvk.kind == "Service" else {
        return environment.objects.filter { $0.kind == "Service" }.flatMap { service in
          service.root["spec"]?["ports"]?.elements?.compactMap { $0["name"]?.scalarText } ?? []
        }
      }
      guard !objects.isEmpty else { return environment.objects.flatMap(\.containerPorts) }
      let names = Set(objects.map(\.identity))
      return ObjectGraph(environment.targets.map(\.objects)).links
        .filter { !$0.isName && names.contains($0.owner.identity) }
        .flatMap { $0.targets.flatMap(\.containerPorts) }
    }
  }

  /// What there is in each environment; in any, where the document gives no object yet.
  private func common(
    _ find: (RenderedEnvironment, _ namespaces: Set<String>?) -> [String]
  ) -> Set<String> {
    let found = environments.map { environment in
      Set(find(environment, owners[environment.name].map { Set($0.map(\.namespace)) }))
    }
    guard let first = found.first else { return [] }
    return found.dropFirst().reduce(first) {
      owners.isEmpty ? $0.union($1) : $0.intersection($1)
    }
  }

  /// The kinds that a server takes without a warning, and those that the tree defines or has.
  static func kinds(
    _ facts: Facts, _ release: KubernetesRelease, _ known: KnownObjects?
  ) -> [GroupVersionKind] {
    let served = facts.kinds.filter { kind in
      kind.resource?.isCreatable == true && kind.introduced.map { $0 <= release } ?? true
        && kind.deprecated.map { release < $0 } ?? true
    }.map(\.gvk)
    guard let known else { return served }
    let used = Set(known.environments.flatMap(\.objects).map(\.gvk))
    return served + known.state.customKinds
      + used.filter { facts.kind($0) == nil && known.state.definition(of: $0) != nil }
  }
}

extension KubernetesObject {
  /// The names of the ports that its containers have.
  fileprivate var containerPorts: [String] {
    (Workload(self)?.template?.containers() ?? []).flatMap(\.ports).compactMap {
      $0["name"]?.text
    }
  }
}
