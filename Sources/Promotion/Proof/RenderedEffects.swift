import Comparison
import Diagnostics
import Environments
import Kubernetes
import Values
import YAML

/// Tells which rendered changes the plan explains.
struct RenderedEffects {
  let fields: [PlannedField]
  /// The target's kustomizations after the edits, by path.
  let kustomizations: [String: KustomizationFields]
  let after: RenderedEnvironment
  private let names: NameTranslation

  init(
    fields: [PlannedField], kustomizations: [String: KustomizationFields],
    after: RenderedEnvironment
  ) {
    self.fields = fields
    self.kustomizations = kustomizations
    self.after = after
    names = NameTranslation(after)
  }

  /// The indexes of `fields` that a change shows; none where the plan does not explain it.
  func fields(behind change: FieldChange, of object: ObjectChange) -> [Int] {
    fields.indices.filter { explains(fields[$0], change, object) }
  }

  private func explains(
    _ planned: PlannedField, _ change: FieldChange, _ object: ObjectChange
  ) -> Bool {
    if comes(change, from: planned) { return true }
    switch planned.field {
    case .imageVersion(let name), .imageName(let name):
      guard let old = change.old?.node.string, let new = change.new?.node.string,
        let reference = ImageReference(old),
        imageNames(of: name, in: planned).contains(reference.name)
      else { return false }
      return new == expectedReference(name, reference, in: planned)
    case .replicas(let name):
      return change.path.steps == [.key("spec"), .key("replicas")]
        && isNamed(object.to?.identity.name, name)
        && change.new?.node.scalarText == planned.source?["count"]
    case .literal(let generator, let key):
      if case .generatedName(let changed) = change.cause { return isNamed(changed, generator) }
      guard object.to?.identity.gvk.kind == "ConfigMap",
        change.path.steps == [.key("data"), .key(key)],
        isNamed(object.to?.identity.name, generator)
      else { return false }
      return change.new?.node.string == planned.source?["value"]
    }
  }

  /// Whether the new value stands in the bytes of the entry that was edited.
  private func comes(_ change: FieldChange, from planned: PlannedField) -> Bool {
    guard let location = change.new?.location, location.file.path == planned.file,
      let entry = entry(of: planned)
    else { return false }
    return entry.contains(location.range)
  }

  /// The bytes of the field's entry in the edited file.
  private func entry(of planned: PlannedField) -> ByteRange? {
    guard let fields = kustomizations[planned.file], let value = fields.values[planned.field],
      let root = fields.file.parsed(as: .kustomize).documents.first?.root
    else { return nil }
    return root[value.path]?.origin.location?.range
  }

  // MARK: Images

  private func member(_ key: String, _ field: PromotedField, _ planned: PlannedField) -> String? {
    kustomizations[planned.file]?.values[field]?[key]
  }

  /// The names under which the entry's image may be rendered today.
  private func imageNames(of image: String, in planned: PlannedField) -> Set<String> {
    var names: Set = [image]
    if let name = member("newName", .imageName(image), planned) { names.insert(name) }
    if case .imageName = planned.field, let old = planned.target?["newName"] { names.insert(old) }
    return names
  }

  /// What Kustomize makes of a reference: a tag replaces a digest, and the reverse.
  private func expectedReference(
    _ image: String, _ old: ImageReference, in planned: PlannedField
  ) -> String {
    let version = PromotedField.imageVersion(image)
    let newName = member("newName", .imageName(image), planned)
    var (tag, digest) = (old.tag, old.digest)
    let (newTag, newDigest) = (
      member("newTag", version, planned), member("digest", version, planned)
    )
    if newTag != nil || newDigest != nil { (tag, digest) = (newTag, newDigest) }
    if let suffix = member("tagSuffix", version, planned) { tag = (tag ?? "") + suffix }
    return (newName ?? image) + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
  }

  // MARK: Names

  /// Whether an object of a rendered name is the one that a kustomization calls `base`.
  private func isNamed(_ rendered: String?, _ base: String) -> Bool {
    rendered.map(names.canonical) == names.canonical(base)
  }

  // MARK: What hides a value

  /// The line that gives the rendered value in place of a promoted one, when one does.
  func hidingLocation(of planned: PlannedField) -> Location? {
    switch planned.field {
    case .imageVersion(let name), .imageName(let name):
      let names = imageNames(of: name, in: planned)
      for object in after.objects {
        if let location = imageLocation(object.root, names) { return location }
      }
      return nil
    case .literal(let generator, let key):
      return after.objects.first {
        $0.kind == "ConfigMap" && isNamed($0.name, generator)
      }?.root["data"]?[key]?.origin.location
    case .replicas(let name):
      return after.objects.first {
        isNamed($0.name, name) && $0.root["spec"]?["replicas"] != nil
      }?
      .root["spec"]?["replicas"]?.origin.location
    }
  }

  private func imageLocation(_ node: Node, _ names: Set<String>) -> Location? {
    switch node.content {
    case .scalar: return nil
    case .sequence(let elements):
      for element in elements {
        if let location = imageLocation(element, names) { return location }
      }
      return nil
    case .mapping(let mapping):
      for entry in mapping.entries {
        if entry.name == "image", let text = entry.value.string,
          let reference = ImageReference(text), names.contains(reference.name)
        {
          return entry.value.origin.location
        }
        if let location = imageLocation(entry.value, names) { return location }
      }
      return nil
    }
  }
}
