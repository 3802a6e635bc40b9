import Comparison
import Diagnostics
import Environments
import Git
import Kubernetes
import YAML

/// The places of files whose values somebody wishes to be hidden: of the values in rendered objects, all
/// that they were on their way.
struct HiddenPlaces {
  private var places: [String: [ByteRange]] = [:]

  /// - Parameter environments: as they render.
  init(_ wish: EnvironmentComparison.SecrecyWish, in environments: [RenderedEnvironment]) {
    for environment in environments {
      let fields = wish(environment)
      for object in environment.objects {
        for path in fields(object) {
          if let node = object.root[path] { note(node) }
        }
      }
    }
  }

  private mutating func note(_ node: Node) {
    for location in node.origin.chain.compactMap(\.origin.location) {
      places[location.file.path, default: []].append(location.range)
    }
    switch node.content {
    case .scalar: break
    case .sequence(let elements): for element in elements { note(element) }
    case .mapping(let mapping): for entry in mapping.entries { note(entry.value) }
    }
  }

  /// Whether a value that a promotion moves is one of them, is in one, or has one in it.
  func contain(_ value: Difference.FieldValue?) -> Bool {
    guard !places.isEmpty, let location = value?.location else { return false }
    let own = value?.extent ?? location.range
    return places[location.file.path, default: []].contains { range in
      range.contains(own.lowerBound) || own.contains(range.lowerBound)
    }
  }
}

extension Promoter {
  /// The fields, of which those are marked from whose values one is rendered that somebody wishes to be
  /// hidden; what does not render has none that is.
  func hide(
    _ fields: [PlannedField], from source: ObjectID, to target: ObjectID
  ) throws(PromotionError) -> [PlannedField] {
    guard mayHide, !fields.isEmpty else { return fields }
    let (old, new) = (request.source, request.target)
    let sources = try states.state(of: source).attempt(old.name, old.targets)
    let targets = try states.state(of: target).attempt(new.name, new.targets)
    let places = HiddenPlaces(wish, in: [sources.rendered, targets.rendered])
    return fields.map { field in
      var field = field
      // What one side's value is tells what the other's is like.
      field.isHidden = places.contain(field.source) || places.contain(field.target)
      return field
    }
  }
}
