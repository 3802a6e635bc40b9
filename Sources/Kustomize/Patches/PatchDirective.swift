import Diagnostics
import YAML

/// What `$patch` asks for.
enum PatchDirective: String {
  case merge, replace, delete

  private static let key = "$patch"

  /// Takes the directive out of a mapping.
  static func take(from node: inout Node) throws(RenderError) -> PatchDirective {
    guard let value = node[key] else { return .merge }
    let directive = try directive(value)
    node[key] = nil
    return directive
  }

  /// Takes the element that is nothing but a directive out of a list.
  static func take(fromList node: inout Node) throws(RenderError) -> PatchDirective {
    guard let element = node.elements?.first(where: { $0[key] != nil }),
      element.mapping?.count == 1, let value = element[key]
    else { return .merge }
    let directive = try directive(value)
    _ = node.updateElements { elements in
      elements.removeAll { $0.isNullOrEmpty || $0[key]?.text == directive.rawValue }
    }
    return directive
  }

  /// Whether a mapping has a directive.
  static func stands(in node: Node) -> Bool { node[key] != nil }

  /// What asks for the removal of all that a patch's value stands for: the directive in it, or else
  /// the value itself, as a null.
  ///
  /// - Parameter key: what the value stands behind; it is pointed at where the value is left out.
  static func remover(in node: Node, behind key: Node? = nil) -> Origin {
    let place = node[Self.key] ?? node.elements?.lazy.compactMap { $0[Self.key] }.first ?? node
    var location = place.origin.location
    if location?.range.isEmpty ?? true { location = key?.origin.location ?? location }
    return Origin(location, by: .strategicMergePatch)
  }

  private static func directive(_ value: Node) throws(RenderError) -> PatchDirective {
    guard let directive = PatchDirective(rawValue: value.text) else {
      throw RenderError(
        .invalidPatch, "$patch must be merge, replace or delete, not \"\(value.text)\"",
        at: value.origin.location)
    }
    return directive
  }
}
