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

  private static func directive(_ value: Node) throws(RenderError) -> PatchDirective {
    guard let directive = PatchDirective(rawValue: value.text) else {
      throw RenderError(
        .invalidPatch, "$patch must be merge, replace or delete, not \"\(value.text)\"",
        at: value.origin.location)
    }
    return directive
  }
}
