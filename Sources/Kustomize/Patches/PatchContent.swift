import Diagnostics
import YAML

/// What a patch does, read from a file or from text inside a kustomization.
enum PatchContent: Sendable {
  case strategicMerge([Resource])
  case json(JSON6902Patch)

  /// Whether documents hold operations rather than resources: the first one is a sequence.
  static func isJSON(_ roots: [Node]) -> Bool { roots.first?.elements?.isEmpty == false }

  /// The resources of strategic merge patches.
  static func patches(_ roots: [Node]) throws(RenderError) -> [Resource] {
    var resources = try ResourceReader.resources(in: roots)
    for index in resources.indices {
      resources[index].root = marked(resources[index].root, by: .strategicMergePatch)
    }
    return resources
  }

  /// The operations of a JSON 6902 patch, which Kustomize reads with YAML 1.1.
  static func operations(_ roots: [Node]) throws(RenderError) -> JSON6902Patch {
    var root = marked(roots.first ?? .null(), by: .jsonPatch)
    root.updateAll { node in
      // A string of JSON stays one, whatever it looks like.
      if let text = node.string { node.content = .scalar(.tagged(text)) }
    }
    return try JSON6902Patch(root)
  }

  private static func marked(_ node: Node, by setter: Origin.Setter) -> Node {
    var node = node
    node.updateAll { $0.origin.setter = setter }
    return node
  }
}

extension RenderContext {
  /// The documents of a patch, from its file or its text.
  func patchDocuments(
    path: SourcedText?, text: SourcedText?, schema: Schema = .kustomize, of entry: Origin,
    from site: Site
  ) throws(RenderError) -> [Node] {
    switch (path, text) {
    case (nil, nil):
      throw RenderError(
        .invalidPatch, "a patch must have a path or a patch", at: entry.location?.start)
    case (let path?, .some):
      throw RenderError(
        .invalidPatch, "a patch cannot have both a path and a patch", at: path.location)
    case (nil, let text?):
      try checkJSON(SourceFile(path: "", text: text.value.trimmingSpace), at: text.location)
      return try EmbeddedText(source: text).documents(as: schema)
    case (let path?, nil):
      let file = try load(path, from: site)
      try checkJSON(file, at: nil)
      let parsed = file.parsed(as: schema)
      guard parsed.errors.isEmpty else { throw RenderError(parsed.errors.map(\.diagnostic)) }
      return parsed.documents.map(\.root)
    }
  }

  /// Kustomize takes what begins with a bracket for JSON, whatever YAML would make of it.
  private func checkJSON(_ file: SourceFile, at place: Location?) throws(RenderError) {
    guard file.bytes.first == UInt8(ascii: "[") else { return }
    let root: Node
    do { root = try file.parsedJSON().root } catch {
      throw RenderError(
        .invalidPatch, "a patch that begins with [ must be JSON: \(error.message)",
        at: place ?? error.location, help: "write the operations as a list of YAML, or as JSON")
    }
    guard let number = root.unboundedNumber else { return }
    throw RenderError(
      .invalidPatch, "\(number.text) is beyond the largest number",
      at: place ?? number.origin.location)
  }
}

extension Node {
  /// The first number that no floating-point number can hold.
  fileprivate var unboundedNumber: Node? {
    firstScalar { $0.type == .float && $0.number?.isFinite != true }
  }
}
