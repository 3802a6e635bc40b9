import Diagnostics
import Environments
import Kubernetes
import Kustomize
import Pipeline
import Values
import YAML

extension Choices {
  /// Adds what may stand at a place of a kustomization.
  mutating func add(
    ofKustomization context: LineContext, in file: SourceFile, _ known: KnownObjects?, on desk: Desk
  ) {
    let shape = FieldShape.kustomization(.kustomization)
    guard let here = shape.at(context.path, Facts.standard) else { return }
    if context.typed != .value, here.meaning.isCollection {
      guard case .kustomization(let shape) = here.shape else { return }
      let fields = shape.fields.filter { $0.successor == nil }.map {
        (name: $0.name, meaning: FieldMeaning($0))
      }
      add(fields, Facts.standard, in: context)
      return
    }
    guard context.typed != .key else { return }
    if context.path == ["apiVersion"] {
      let version = context.gvk.kind == "Component" ? "v1alpha1" : "v1beta1"
      add("kustomize.config.k8s.io/\(version)", .value, detail: nil)
      return
    }
    addAllowed(here.meaning, in: context)
    if case .kustomization(.place(let kind)) = here.shape {
      let places = PathChoices(of: kind, in: file, known, on: desk, typed: context.word)
      for place in places.found {
        add(place.path, place.isDirectory ? .folder : .file, detail: nil)
      }
      return
    }
    guard let known else { return }
    let targets = known.targets(with: file)
    addNames(context, targets.flatMap(\.objects), in: file)
  }

  /// Where a kustomization selects objects.
  private static let selectors = [
    ["patches", "target"], ["replacements", "source"], ["replacements", "targets", "select"],
    ["replacements", "targets", "reject"],
  ]

  /// Adds the names of what the resources give, as they have it.
  private mutating func addNames(
    _ context: LineContext, _ objects: [KubernetesObject], in file: SourceFile
  ) {
    let names = context.path.names
    switch names {
    case ["images", "name"]:
      let images = objects.flatMap { object in
        object.root.images.flatMap { $0.writtenImages(before: file) }
      }
      let listed = file.words
      add(images.filter { !listed.contains($0) }, .object)
    case ["replicas", "name"]:
      let listed = file.words
      let workloads = objects.filter { Workload($0)?.kind.hasReplicas == true }
        .compactMap(\.writtenName)
      add(workloads.filter { !listed.contains($0) || context.scalars["name"] == $0 }, .object)
    case ["namespace"]:
      add(objects.filter { $0.kind == "Namespace" }.compactMap(\.writtenName), .object)
    case _ where Self.selectors.contains(Array(names.dropLast())):
      let part = names[names.count - 1]
      let meant = objects.filter { object in
        context.scalars.allSatisfy { $0.key == part || object.selected(by: $0.key) == $0.value }
      }
      add(meant.compactMap { $0.selected(by: part) }, .object)
    default: break
    }
  }
}

extension KubernetesObject {
  /// What a selector of a kustomization compares with one of its fields.
  fileprivate func selected(by field: String) -> String? {
    switch field {
    case "group": gvk.group
    case "version": gvk.version
    case "kind": kind
    case "name": writtenName
    default: nil
    }
  }
}

extension Node {
  /// The images of containers in an object.
  fileprivate var images: [Node] {
    switch content {
    case .scalar: []
    case .sequence(let elements): elements.flatMap(\.images)
    case .mapping(let mapping):
      mapping.entries.flatMap { entry in
        ["containers", "initContainers"].contains(entry.name)
          ? (entry.value.elements ?? []).compactMap { $0["image"] } : entry.value.images
      }
    }
  }

  /// The names of an image that there were before a kustomization changed it.
  fileprivate func writtenImages(before file: SourceFile) -> [String] {
    let others = origin.chain.enumerated().filter {
      $0.element.origin.location.map { $0.file.treePath != file.treePath } ?? false
    }
    return others.prefix(1).compactMap { index, link in
      (index == 0 ? scalarText : link.value?.text).flatMap { ImageReference($0)?.name }
    }
  }
}

extension SourceFile {
  /// The words of a text, without quotes and brackets.
  var words: Set<String> {
    let text = String(decoding: bytes, as: UTF8.self)
    return Set(text.split { " \n\r\t\"'[]{},".contains($0) }.map(String.init))
  }
}
