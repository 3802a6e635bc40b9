/// The ControllerRevisions of a StatefulSet or DaemonSet.
struct RevisionHistory {
  /// Those that are kept, in the order of their creation.
  private(set) var revisions: [Revision] = []
  private var templates: [PodTemplateRevision] = []

  /// A template with its place in the history.
  struct Revision {
    /// Counts the templates in the order in which they were first used, from 1.
    let number: Int
    let template: PodTemplateRevision
    /// The field `revision`, which rises when a template comes back.
    var revision: Int
  }

  subscript(number: Int) -> Revision? { revisions.first { $0.number == number } }

  /// The number of the revision with this template, which becomes the newest.
  mutating func update(to template: PodTemplateRevision) -> Int {
    let newest = revisions.map(\.revision).max() ?? 0
    if let index = revisions.firstIndex(where: { $0.template.isEqual(to: template) }) {
      if revisions[index].revision < newest { revisions[index].revision = newest + 1 }
      return revisions[index].number
    }
    let number =
      templates.firstIndex { $0.isEqual(to: template) }.map { $0 + 1 } ?? templates.count + 1
    if number > templates.count { templates.append(template) }
    revisions.append(Revision(number: number, template: template, revision: newest + 1))
    return number
  }

  /// The template before the newest one; nil where there is none.
  var previous: PodTemplateRevision? {
    revisions.sorted { $0.revision < $1.revision }.dropLast().last?.template
  }

  /// Forgets the oldest revisions beyond `limit` that nothing uses.
  ///
  /// - Parameter countsLive: whether those in use, but for the newest, count against the limit.
  mutating func truncate(to limit: Int, live: Set<Int>, newest: Int, countsLive: Bool) {
    let unused = revisions.filter { !live.contains($0.number) && $0.number != newest }
      .sorted { $0.revision < $1.revision }
    let counted = countsLive ? revisions.count { $0.number != newest } : unused.count
    let gone = Set(unused.prefix(max(0, counted - limit)).map(\.number))
    revisions.removeAll { gone.contains($0.number) }
  }

  /// What can be seen of the pods of each revision.
  func states(_ store: PodStore) -> [SetState] {
    revisions.sorted { $0.number < $1.number }.map {
      SetState(number: $0.number, of: store, set: $0.number)
    }
  }
}

extension SetState {
  /// The pods of one set, counted.
  init(number: Int, of store: PodStore, set: Int, replicaSet: ReplicaSetState? = nil) {
    let pods = store.pods.lazy.filter { $0.set == set }
    self.init(
      number: number, pods: pods.count { !$0.isTerminating },
      ready: pods.count { $0.isReady && !$0.isTerminating },
      terminating: pods.count(where: \.isTerminating), replicaSet: replicaSet)
  }
}
