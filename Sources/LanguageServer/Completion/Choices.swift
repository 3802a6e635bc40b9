import Diagnostics
import Display
import Environments
import Kubernetes
import Kustomize
import Pipeline
import Relations
import YAML

/// What may stand at a place; nothing that would be a finding there.
struct Choices {
  private(set) var items: [Item] = []

  /// One of them.
  struct Item {
    var label: String
    var kind: Kind
    /// What it is, in a few words.
    var detail: String?
    /// What is written behind a key.
    var tail = ""
    /// Whether it is no string, so that quotes would make it one.
    var isPlain = false

    /// The LSP `CompletionItemKind`s that are used.
    enum Kind: Int { case field = 5, value = 12, object = 18, kind = 7, file = 17, folder = 19 }
  }

  /// - Parameters:
  ///   - known: what was checked when all could be looked at; nil where nothing could be.
  ///   - desk: the files as they are now.
  init(
    _ context: LineContext, in file: SourceFile, _ known: KnownObjects?, on desk: Desk
  ) {
    let release = known?.state.pipeline.configuration.kubernetesRelease ?? Facts.release
    let facts = Facts.of(release)
    if KustomizationFileName.all.contains(TreePath.name(of: file.treePath)) {
      add(ofKustomization: context, in: file, known, on: desk)
      return
    }
    let known = known?.narrowed(to: context, in: file)
    let shape = FieldShape(context.gvk, facts, known?.state.definition(of: context.gvk))
    let here = shape?.at(context.path, facts)
    let isCollection = here?.meaning.isCollection
    if context.typed != .value, isCollection ?? true {
      addFields(context, shape, facts, release, known)
    }
    guard context.typed == .value || context.typed == .entry && isCollection != true else { return }
    addValues(context, facts, release, known)
    addNames(context, known)
    if let meaning = here?.meaning { addAllowed(meaning, in: context) }
  }

  /// Adds what a schema lists, but not what a list has already.
  mutating func addAllowed(_ meaning: FieldMeaning, in context: LineContext) {
    var isInList = false
    if case .index = context.path.steps.last { isInList = true }
    for value in meaning.allowedValues where !isInList || !context.siblings.contains(value) {
      items.append(Item(label: value, kind: .value, isPlain: meaning.type == "boolean"))
    }
  }

  mutating func add(
    _ labels: some Sequence<String>, _ kind: Item.Kind, detail: String? = nil
  ) {
    for label in Set(labels).sorted() where !label.isEmpty { add(label, kind, detail: detail) }
  }

  mutating func add(_ label: String, _ kind: Item.Kind, detail: String?) {
    guard !items.contains(where: { $0.label == label }) else { return }
    items.append(Item(label: label, kind: kind, detail: detail))
  }

  /// Adds fields that a mapping lacks.
  mutating func add(
    _ fields: [(name: String, meaning: FieldMeaning)], _ facts: Facts, in context: LineContext
  ) {
    for (name, meaning) in fields where !context.siblings.contains(name) {
      let tail = meaning.isCollection && !context.isInFlow ? ":" : ": "
      items.append(
        Item(label: name, kind: .field, detail: meaning.sentence(facts).text, tail: tail))
    }
  }

  private mutating func addFields(
    _ context: LineContext, _ shape: FieldShape?, _ facts: Facts, _ release: KubernetesRelease,
    _ known: KnownObjects?
  ) {
    if context.path.holdsLabels(context.gvk) {
      for key in Set((known?.graphs ?? []).flatMap(\.podLabels).map(\.key)).sorted()
      where !context.siblings.contains(key) {
        items.append(Item(label: key, kind: .field, detail: "label", tail: ": "))
      }
    }
    var fields = shape?.at(context.path, facts)?.shape.fields(facts) ?? []
    if context.path.isEmpty {
      for name in ["apiVersion", "kind"] where !fields.contains(where: { $0.name == name }) {
        fields.append((name, FieldMeaning(type: "string")))
      }
    }
    let served = FieldPath.setByServer(at: context.path)
    add(
      fields.filter {
        $0.meaning.history?.contains(release) ?? true && !served.contains($0.name)
      }, facts, in: context)
  }

  private mutating func addValues(
    _ context: LineContext, _ facts: Facts, _ release: KubernetesRelease, _ known: KnownObjects?
  ) {
    switch context.path.steps.last {
    case .key("kind") where context.path.steps.count == 1:
      let version = context.gvk.apiVersion
      add(
        KnownObjects.kinds(facts, release, known).filter {
          version.isEmpty || $0.apiVersion == version
        }.map(\.kind), .kind)
    case .key("apiVersion") where context.path.steps.count == 1:
      let kind = context.gvk.kind
      add(
        KnownObjects.kinds(facts, release, known).filter { kind.isEmpty || $0.kind == kind }
          .map(\.apiVersion), .kind)
    case .key(let key) where context.path.parent.holdsLabels(context.gvk):
      add((known?.graphs ?? []).flatMap(\.podLabels).filter { $0.key == key }.map(\.value), .value)
    case .key("targetPort"),
      .key("port") where context.path.isOfProbe,
      .key("name") where context.path.parent.steps.last == "port":
      add(known?.portNames(context) ?? [], .value)
    default: break
    }
  }

  /// Adds the names of the objects that the field may name, and the keys that one of them has.
  private mutating func addNames(_ context: LineContext, _ known: KnownObjects?) {
    guard let known else { return }
    let keys = context.path.names
    if keys.last == "key", let name = context.scalars["name"] {
      let kind = keys.dropLast().last == "configMapKeyRef" ? "ConfigMap" : "Secret"
      if ["configMapKeyRef", "secretKeyRef"].contains(keys.dropLast().last) {
        add(known.keys(of: name, kind), .value)
      }
      return
    }
    var patterns = NameReference.all.filter { reference in
      reference.fields.contains { field in
        field.kind.matches(context.gvk) && field.pattern.steps.map(\.name) == keys
      }
    }.map(\.target)
    // What names an object by its kind says so beside it, as scaleTargetRef and sourceRef do.
    if keys.last == "name", keys.count > 2, let kind = context.scalars["kind"] {
      patterns = [KindPattern(kind: kind)]
    }
    guard !patterns.isEmpty else { return }
    add(known.names { object in patterns.contains { $0.matches(object.gvk) } }, .object)
  }
}

extension FieldPath {
  /// The names on the way, without the places in lists.
  var names: [String] {
    steps.compactMap { step in
      if case .key(let name) = step { name } else { nil }
    }
  }

  /// The fields at a place that the server sets, whoever sends an object.
  fileprivate static func setByServer(at path: FieldPath) -> Set<String> {
    if path.isEmpty { return ["status"] }
    guard path.steps.last == "metadata" else { return [] }
    return [
      "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation",
      "managedFields", "resourceVersion", "selfLink", "uid",
    ]
  }

  /// Whether the mapping there has the labels of pods, or asks for them.
  fileprivate func holdsLabels(_ gvk: GroupVersionKind) -> Bool {
    steps.last == "labels" || steps.last == "matchLabels"
      || gvk.kind == "Service" && self == ["spec", "selector"]
  }

  /// Whether it is that of something that looks at a container's own ports.
  var isOfProbe: Bool {
    steps.contains {
      ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"].contains($0)
    }
  }
}
