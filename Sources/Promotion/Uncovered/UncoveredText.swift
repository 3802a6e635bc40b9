package import Comparison
import Diagnostics
package import Display
import Environments
import Kubernetes

extension PromotionPlan {
  /// What source and target differ in beyond the plan, for people: one line each, with its places.
  ///
  /// - Parameter differences: of the target, as it will be, from the source.
  package func shown(uncovered differences: SemanticDiff) -> Shown {
    let count = differences.objects.reduce(0) { $0 + max($1.fields.count, 1) }
    guard count > 0 else { return "" }
    var positions = SourcePositions()
    var text: Shown =
      count == 1
      ? "1 difference is not covered by this promotion:\n"
      : "\(count) differences are not covered by this promotion:\n"
    for object in differences.objects {
      let cluster: Shown = object.cluster.isEmpty ? "" : "\(object.cluster): "
      let name: Shown = "\(cluster)\(object.identity?.description ?? "")"
      switch object.kind {
      case .added:
        text += "  \(name): only in \(source.title)\(places([object.to?.location], &positions))\n"
      case .removed:
        text += "  \(name): only in \(target.title)\(places([object.from?.location], &positions))\n"
      case .changed:
        for field in object.fields {
          let places = places([field.new?.location, field.old?.location], &positions)
          text += "  \(name) \(field.path.description)\(places)\n"
        }
      }
    }
    return text
  }

  private func places(_ locations: [Location?], _ positions: inout SourcePositions) -> Shown {
    var places: [Shown] = []
    for location in locations.compactMap(\.self) {
      let place = positions.shown(location)
      if place != places.last { places.append(place) }
    }
    return places.isEmpty ? "" : "  \("(\(places.joined(separator: " → ")))", .dim)"
  }
}
