import Comparison
import Diagnostics
import Environments
import Kubernetes
import Values
import YAML

/// Tells which rendered changes the plan explains.
///
/// A change is explained by the bytes that it comes from, where the plan changes those, or by what the
/// source renders in the same place.
struct RenderedEffects {
  let fields: [PlannedField]
  private let ranges: ChangedRanges
  private let before: RenderedEnvironment
  private let after: RenderedEnvironment
  private let residue: Residue
  private let traced: () -> RenderedEnvironment?
  /// The place of each field's value in the files as they would be.
  private let places: [Location?]
  /// The numbers of the fields of each file.
  private let numbers: [String: [Int]]

  /// - Parameters:
  ///   - traced: renders the target as it would be with what each value replaced; asked where the value
  ///     that hides another says nothing of it.
  ///   - source: renders the source environment; asked once, when a change's place does not explain it.
  init(
    fields: [PlannedField], planned: PlannedChanges, before: RenderedEnvironment,
    after: RenderedEnvironment,
    traced: @escaping () -> RenderedEnvironment?,
    source: @escaping () -> RenderedEnvironment?
  ) {
    self.fields = fields
    self.before = before
    self.after = after
    self.traced = traced
    ranges = ChangedRanges(planned)
    residue = Residue { source().map { ComparedClusters(after, $0) } }
    places = fields.map { planned.value(of: $0)?.location }
    numbers = Dictionary(grouping: fields.indices) { fields[$0].file }
  }

  /// What the source and the target do not have alike even then, found out when it is first needed.
  private final class Residue {
    private let find: () -> ComparedClusters?
    private lazy var diffs = find().map { clusters in
      clusters.pairs.map { pair in
        (cluster: pair.cluster, diff: EnvironmentComparison().compare(pair.source, pair.target))
      }
    }

    init(_ find: @escaping () -> ComparedClusters?) { self.find = find }

    /// Whether the target has what the source has in a place; false where the source is unknown.
    func isAlike(_ change: FieldChange?, of object: ObjectChange) -> Bool {
      guard let diffs else { return false }
      let meant = diffs.filter { $0.cluster.isEmpty || $0.cluster == object.cluster }
      return meant.contains { isAlike(change, of: object, in: $0.diff) }
    }

    private func isAlike(
      _ change: FieldChange?, of object: ObjectChange, in diff: SemanticDiff
    ) -> Bool {
      guard let identity = object.to?.identity else {
        return !diff.objects.contains {
          $0.kind == .removed && $0.from?.identity.name == object.from?.identity.name
            && $0.from?.identity.gvk.kind == object.from?.identity.gvk.kind
        }
      }
      guard let other = diff.objects.first(where: { $0.to?.identity == identity }) else {
        return true
      }
      guard let change else { return other.kind != .added }
      return other.kind == .changed
        && !other.fields.contains { field in
          zip(field.path.steps, change.path.steps).allSatisfy { $0 == $1 }
        }
    }
  }

  /// Whether the plan explains that an object comes or goes, or that a field changes.
  func explain(_ change: FieldChange?, of object: ObjectChange) -> Bool {
    if case .generatedName? = change?.cause { return true }
    if ranges.hold(new: change == nil ? object.to?.location : change?.new?.location)
      || ranges.hold(old: change == nil ? object.from?.location : change?.old?.location)
    {
      return true
    }
    return residue.isAlike(change, of: object)
  }

  /// What the plan gives another name or namespace than it has, so that it goes and comes, as `Kind/name`.
  func renamed(in delta: SemanticDiff) -> Set<String> {
    let isNamed = { (object: KubernetesObject, isMeant: (Location?) -> Bool) in
      ["namespace", "name"].contains { isMeant(object.root["metadata"]?[$0]?.origin.location) }
    }
    let come = Set(after.objects.filter { isNamed($0, ranges.hold(new:)) }.map(\.identity))
    let gone = Set(before.objects.filter { isNamed($0, ranges.hold(old:)) }.map(\.identity))
    return Set(
      delta.objects.filter { object in
        object.kind == .added && object.to.map { come.contains($0.identity) } ?? false
          || object.kind == .removed && object.from.map { gone.contains($0.identity) } ?? false
      }.compactMap(\.unqualified))
  }

  /// The indexes of the fields whose value a change shows.
  func fields(shownBy change: FieldChange?, of object: ObjectChange) -> [Int] {
    let new = change == nil ? object.to?.location : change?.new?.location
    let old = change == nil ? object.from?.location : change?.old?.location
    let candidates = Set([new, old].compactMap { $0.flatMap { numbers[$0.file.path] } }.joined())
    return candidates.sorted().filter { index in
      if let place = places[index], let new, place.touches(new) { return true }
      if let place = fields[index].target?.location, let old, place.touches(old) { return true }
      return false
    }
  }

  /// Whether a field is of a kind that shows in what is rendered, if anywhere.
  func mustShow(_ index: Int) -> Bool {
    let field = fields[index].field
    guard fields[index].source != nil, fields[index].target != nil || field.keys == ["images"]
    else { return false }
    switch field.keys.first {
    case "images", "replicas": return true
    case "configMapGenerator", "secretGenerator": return field.keys.last == "literals"
    default: return !field.object.isEmpty && !field.isOfPart && fields[index].value?.scalar != nil
    }
  }

  // MARK: What hides a value

  /// The line that gives the rendered value in place of a promoted one, when one does.
  func hidingLocation(of planned: PlannedField) -> Location? {
    let names = NameTranslation(after)
    let isNamed = { (rendered: String, base: String) in
      names.canonical(rendered) == names.canonical(base)
    }
    guard case .entry(_, _, let name, _)? = planned.field.steps.dropFirst().first else {
      return location(of: planned, isNamed)
    }
    switch planned.field.keys.first {
    case "images":
      let used = [name, planned.value?["newName"]?.scalarText].compactMap { $0 }
      return after.objects.lazy.compactMap { imageLocation($0.root, used) }.first
        // A patch may have put another image in its place.
        ?? traced()?.objects.lazy.compactMap { imageLocation($0.root, used) }.first
    case "replicas":
      return after.objects.first { isNamed($0.name, name) && $0.root["spec"]?["replicas"] != nil }?
        .root["spec"]?["replicas"]?.origin.location
    case "configMapGenerator", "secretGenerator":
      guard case .entry(_, _, let key, _)? = planned.field.steps.last else { return nil }
      return after.objects.first {
        ["ConfigMap", "Secret"].contains($0.kind) && isNamed($0.name, name)
      }?.root["data"]?[key]?.origin.location
    default: return location(of: planned, isNamed)
    }
  }

  private func location(
    of planned: PlannedField, _ isNamed: (String, String) -> Bool
  ) -> Location? {
    let parts = planned.field.object.split(separator: "/").map(String.init)
    guard parts.count > 1 else { return nil }
    let object = after.objects.first {
      $0.kind == parts[0] && isNamed($0.name, parts[parts.count - 1])
    }
    return object.flatMap {
      MergedFile.place(of: planned.field.steps, in: $0.root, on: .target)?.node.origin.location
    }
  }

  private func imageLocation(_ node: Node, _ names: [String]) -> Location? {
    switch node.content {
    case .scalar: return nil
    case .sequence(let elements): return elements.lazy.compactMap { imageLocation($0, names) }.first
    case .mapping(let mapping):
      return mapping.entries.lazy.compactMap { entry in
        guard entry.name == "image", let text = entry.value.string else {
          return imageLocation(entry.value, names)
        }
        let texts = [text] + entry.value.origin.chain.compactMap(\.value?.text)
        let isMeant = texts.contains { ImageReference($0).map { names.contains($0.name) } ?? false }
        return isMeant ? entry.value.origin.location : nil
      }.first
    }
  }
}

extension Location {
  /// Whether both share a byte, or meet.
  fileprivate func touches(_ other: Location) -> Bool {
    file.path == other.file.path && range.lowerBound <= other.range.upperBound
      && other.range.lowerBound <= range.upperBound
  }
}
