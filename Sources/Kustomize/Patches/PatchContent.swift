import Diagnostics
import YAML

/// What a patch does, read from a file or from text inside a kustomization.
enum PatchContent: Sendable {
  case strategicMerge([Resource])
  case json(JSONPatch)

  /// Tells the kinds apart by the first document: a sequence holds operations.
  init(_ roots: [Node]) throws(RenderError) {
    if let first = roots.first, let elements = first.elements, !elements.isEmpty {
      self = .json(try JSONPatch(Self.marked(first, by: .jsonPatch)))
    } else {
      self = .strategicMerge(try Self.patches(roots))
    }
  }

  /// The resources of strategic merge patches.
  static func patches(_ roots: [Node]) throws(RenderError) -> [Resource] {
    var resources = try ResourceReader.resources(in: roots)
    for index in resources.indices {
      resources[index].root = marked(resources[index].root, by: .strategicMergePatch)
    }
    return resources
  }

  /// The operations of a JSON 6902 patch.
  static func operations(_ roots: [Node]) throws(RenderError) -> JSONPatch {
    try JSONPatch(marked(roots.first ?? .null(), by: .jsonPatch))
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
      return try EmbeddedText(source: text).documents(as: schema)
    case (let path?, nil):
      let file = try load(path, from: site)
      let parsed = file.parsed(as: schema)
      guard parsed.errors.isEmpty else { throw RenderError(parsed.errors.map(\.diagnostic)) }
      return parsed.documents.map(\.root)
    }
  }
}
