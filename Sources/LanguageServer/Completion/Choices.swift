import Display
import Environments
import Kubernetes
import Pipeline
import Relations
import YAML

/// What may stand at a place.
struct Choices {
  private(set) var items: [Item] = []

  /// One of them.
  struct Item {
    var label: String
    var kind: Kind
    /// What it is, in a few words.
    var detail: String?
    /// What is written; the label itself where nil.
    var text: String?

    /// The LSP `CompletionItemKind`s that are used.
    enum Kind: Int { case field = 5, value = 12, object = 18, kind = 7 }
  }

  /// - Parameters:
  ///   - state: what is checked; nil where nothing could be.
  ///   - environments: the objects that there are.
  init(
    _ context: LineContext, _ state: StandingCheck.State?, _ environments: RecordedEnvironments?
  ) {
    let facts = Facts.of(state?.pipeline.configuration.kubernetesRelease ?? Facts.release)
    let graphs = environments?.environments.map { ObjectGraph($0.targets.map(\.objects)) } ?? []
    if context.isValue {
      addValues(context, facts, state, graphs)
      addNames(context, environments)
    } else {
      addFields(context, facts, state, graphs)
    }
  }

  private mutating func add(_ labels: some Sequence<String>, _ kind: Item.Kind) {
    for label in Set(labels).sorted() where !label.isEmpty {
      items.append(Item(label: label, kind: kind))
    }
  }

  private mutating func addFields(
    _ context: LineContext, _ facts: Facts, _ state: StandingCheck.State?, _ graphs: [ObjectGraph]
  ) {
    if context.path.holdsLabels(context.gvk) {
      for key in Set(graphs.flatMap(\.podLabels).map(\.key)).sorted()
      where !context.siblings.contains(key) {
        items.append(Item(label: key, kind: .field, detail: "label", text: "\(key): "))
      }
    }
    let shape = FieldShape(context.gvk, facts, state?.definition(of: context.gvk))
    var fields = shape?.at(context.path, facts)?.shape.fields(facts) ?? []
    if context.path.isEmpty {
      for name in ["apiVersion", "kind"] where !fields.contains(where: { $0.name == name }) {
        fields.append((name, FieldMeaning(type: "string")))
      }
    }
    for (name, meaning) in fields where !context.siblings.contains(name) {
      items.append(
        Item(
          label: name, kind: .field, detail: meaning.sentence(facts).text,
          text: meaning.isCollection ? "\(name):" : "\(name): "))
    }
  }

  private mutating func addValues(
    _ context: LineContext, _ facts: Facts, _ state: StandingCheck.State?, _ graphs: [ObjectGraph]
  ) {
    let served = facts.kinds.filter { $0.resource != nil }.map(\.gvk)
    switch context.path.steps.last {
    case .key("kind") where context.path.steps.count == 1:
      let version = context.gvk.apiVersion
      add(served.filter { version.isEmpty || $0.apiVersion == version }.map(\.kind), .kind)
      return
    case .key("apiVersion") where context.path.steps.count == 1:
      let kind = context.gvk.kind
      add(served.filter { kind.isEmpty || $0.kind == kind }.map(\.apiVersion), .kind)
      return
    case .key(let key) where context.path.parent.holdsLabels(context.gvk):
      add(graphs.flatMap(\.podLabels).filter { $0.key == key }.map(\.value), .value)
    case .key("targetPort"): add(graphs.flatMap(\.portNames), .value)
    case .key("port") where context.path.isOfProbe: add(graphs.flatMap(\.portNames), .value)
    case .key("name") where context.path.parent.steps.last == "port":
      add(graphs.flatMap(\.portNames), .value)
    default: break
    }
    let shape = FieldShape(context.gvk, facts, state?.definition(of: context.gvk))
    add(shape?.at(context.path, facts)?.meaning.allowedValues ?? [], .value)
  }

  /// Adds the names of the objects that the field may name, as their sources have them.
  private mutating func addNames(_ context: LineContext, _ environments: RecordedEnvironments?) {
    let keys = context.path.steps.compactMap { step in
      if case .key(let key) = step { key } else { nil }
    }
    let kinds = NameReference.all.filter { reference in
      reference.fields.contains { field in
        field.kind.matches(context.gvk) && field.pattern.steps.map(\.name) == keys
      }
    }.map(\.target)
    guard !kinds.isEmpty else { return }
    let objects = environments?.environments.flatMap(\.objects) ?? []
    add(
      objects.filter { object in kinds.contains { $0.matches(object.gvk) } }
        .compactMap { $0.nameNode?.writtenName }, .object)
  }
}

extension FieldPath {
  /// Whether the mapping there has the labels of pods, or asks for them.
  fileprivate func holdsLabels(_ gvk: GroupVersionKind) -> Bool {
    steps.last == "labels" || steps.last == "matchLabels"
      || gvk.kind == "Service" && self == ["spec", "selector"]
  }

  fileprivate var isOfProbe: Bool {
    steps.contains {
      ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"].contains($0)
    }
  }
}

extension Node {
  /// The name of an object as its source has it, before anything renamed it.
  var writtenName: String? { origin.chain.last { $0.value != nil }?.value?.text ?? scalarText }
}
