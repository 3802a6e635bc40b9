package import Diagnostics
package import Kubernetes
import Kustomize

/// The kinds that one environment adds to those that an API server has built in.
///
/// These are the definitions that somebody named, its own CustomResourceDefinitions and, for kinds that
/// it uses and does not define, those that stand elsewhere in the tree: definitions are mostly installed
/// once a cluster, from a directory of their own. A kind that nothing defines is known as far as it is
/// catalogued. Whoever judges objects, by schema or by policy, is given the same value.
package struct APIDefinitions: Sendable {
  /// The definitions, each kind's once.
  package let objects: [KubernetesObject]
  /// Kinds that the tree defines in several ways, of which one was taken.
  package let notes: [Diagnostic]
  private let kinds: Set<GroupVersionKind>
  private let catalogued: [CataloguedKind]

  /// - Parameters:
  ///   - objects: definitions in the order in which they count: of two for one kind the first.
  ///   - catalogued: what counts for kinds that no object defines.
  package init(
    _ objects: [KubernetesObject], catalogued: [CataloguedKind] = [], notes: [Diagnostic] = []
  ) {
    var seen: Set<DefinedKind> = []
    var first = objects.compactMap(CustomResourceDefinition.init)
      .filter { seen.insert(DefinedKind($0)).inserted }
    self.catalogued = catalogued.filter { !seen.contains(DefinedKind($0.definition)) }
    first += self.catalogued.map(\.definition)
    self.objects = first.map(\.object)
    self.notes = notes
    kinds = Set(first.flatMap(\.servedKinds))
  }

  /// Whether a server of any release with these definitions has, or once had, the kind.
  package func knows(_ gvk: GroupVersionKind) -> Bool {
    if kinds.contains(gvk) { return true }
    guard let kind = Facts.standard.kind(gvk) ?? Facts.newest.kind(gvk) else { return false }
    return kind.resource != nil || kind.removed != nil
  }

  /// What stands in for the definition of a kind, whether it has the version or not; nil where the
  /// kind is defined, and where nothing is known of it.
  package func catalogued(_ gvk: GroupVersionKind) -> CataloguedKind? {
    catalogued.first { $0.definition.isFor(gvk) }
  }

  /// The definitions for each environment, with what the tree has of the kinds that none defines, and
  /// what is catalogued of those that the tree does not define.
  ///
  /// Of several for one kind the one that stands nearest to a target that uses it counts. Where the
  /// directory of the environments explains everything, no other is looked through: what stands
  /// elsewhere would be farther away.
  ///
  /// - Parameters:
  ///   - kinds: kinds that are asked for beside those of the environments' objects.
  ///   - given: definitions that count before all others.
  ///   - home: the directory that holds the environments.
  package static func of(
    _ environments: [RenderedEnvironment], using kinds: Set<GroupVersionKind> = [],
    given: [KubernetesObject] = [], home: String = "", in workspace: Workspace
  ) -> [APIDefinitions] {
    let own = environments.map { APIDefinitions(given + $0.objects) }
    let given = APIDefinitions(given)
    var unknown = kinds.filter { kind in
      !given.knows(kind) && !own.contains { $0.knows(kind) }
    }
    for (environment, definitions) in zip(environments, own) {
      for object in environment.objects where !definitions.knows(object.gvk) {
        unknown.insert(object.gvk)
      }
    }
    // Kinds without a group are the server's own.
    let wanted = unknown.filter { !$0.group.isEmpty && !$0.kind.isEmpty }
    guard !wanted.isEmpty else { return own }
    let search = DefinitionSearch(for: Set(wanted.map(DefinedKind.init)), in: workspace)
    let found = search.candidates(under: home.isEmpty ? workspace.start : home, or: workspace.start)
    let candidates = Dictionary(grouping: found, by: \.kind).sorted { $0.key < $1.key }
    var read: [DefinitionCandidate: CustomResourceDefinition?] = [:]
    let choices = environments.map { environment in
      candidates.compactMap { kind, candidates in
        DefinitionChoice(candidates, of: kind, for: environment) { candidate in
          if let known = read[candidate] { return known }
          let definition = candidate.definition(in: workspace.tree)
          read[candidate] = .some(definition)
          return definition
        }
      }
    }
    // What the tree defines for every environment need not be looked up.
    let lacking = unknown.filter { kind in
      !choices.allSatisfy { $0.contains { DefinedKind($0.taken) == DefinedKind(kind) } }
    }
    let catalogued = CataloguedKind.all(of: lacking)
    guard !found.isEmpty || !catalogued.isEmpty else { return own }
    return zip(own, choices).map { own, choices in
      APIDefinitions(
        own.objects + choices.map(\.taken.object), catalogued: catalogued,
        notes: choices.compactMap { $0.note(in: workspace.tree) })
    }
  }
}

/// What a definition is for: a server has one for each.
struct DefinedKind: Hashable, Comparable {
  let group: String
  let kind: String

  init(_ definition: CustomResourceDefinition) {
    (group, kind) = (definition.group, definition.kind)
  }

  init(_ gvk: GroupVersionKind) { (group, kind) = (gvk.group, gvk.kind) }

  func contains(_ gvk: GroupVersionKind) -> Bool { group == gvk.group && kind == gvk.kind }

  static func < (left: Self, right: Self) -> Bool {
    (left.group, left.kind) < (right.group, right.kind)
  }
}
