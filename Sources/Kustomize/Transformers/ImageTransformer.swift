import Diagnostics
import Kubernetes
import YAML

/// Changes the names, the tags or the digests of images wherever they are used.
struct ImageTransformer: Transformer {
  var pluginName: String { "ImageTagTransformer" }
  /// In their order, each as if it were a transformer of its own.
  var images: [ImageChange]
  var fields: [FieldSpec]

  func transform(_ list: inout ResourceList, _ context: RenderContext) throws(RenderError) {
    // What is wrong with an entry is said of the list as the entries before it have left it.
    let original = list
    let patterns = images.compactMap { ImagePattern(name: $0.name.value) }
    if patterns.count == images.count, try makeChanges(patterns, in: &list, context) { return }
    list = original
    for image in images {
      // The name is part of the pattern as it is, so that it can be a pattern itself.
      guard let pattern = ImagePattern(name: image.name.value) else {
        throw RenderError(
          .invalidField, "the image name \(image.name.value) is no regular expression",
          at: image.name.location)
      }
      let one = ImageTransformer(images: [image], fields: fields)
      if try !one.makeChanges([pattern], in: &list, context) {
        context.warn(.imageWithoutEffect(image.name, list))
      }
    }
  }

  /// Makes the changes in the objects that use one of the images; false where one is used by none.
  private func makeChanges(
    _ patterns: [ImagePattern], in list: inout ResourceList, _ context: RenderContext
  ) throws(RenderError) -> Bool {
    let changes = zip(images, patterns).map {
      SingleImageChange(image: $0, pattern: $1, recorder: context.recorder)
    }
    var isFound = changes.map { _ in false }
    for index in list.items.indices {
      let gvk = list.items[index].gvk
      if gvk.kind == "CustomResourceDefinition" { continue }
      let fields = fields.filter { $0.selects(gvk) }
      var used = try usedImages(in: list.items[index].root, fields)
      for position in changes.indices where used.contains(where: patterns[position].matches) {
        try changes[position].make(in: &list.items[index].root, fields, &isFound[position])
        used = try usedImages(in: list.items[index].root, fields)
      }
    }
    return !isFound.contains(false)
  }

  /// The images that an object uses.
  private func usedImages(
    in root: Node, _ fields: [FieldSpec]
  ) throws(RenderError) -> [String] {
    var images: [String] = []
    root.collectContainerImages(into: &images)
    var copy = root
    for field in fields {
      try field.visit(&copy) { (node) throws(RenderError) in
        guard let scalar = node.scalar else { throw .imageIsNoText(node) }
        images.append(scalar.text)
      }
    }
    return images
  }
}

/// What one entry of `images` asks for, in one object.
private struct SingleImageChange {
  let image: ImageChange
  let pattern: ImagePattern
  let recorder: OriginRecorder

  func make(
    in root: inout Node, _ fields: [FieldSpec], _ isFound: inout Bool
  ) throws(RenderError) {
    if let changed = changedContainers(in: root, &isFound) { root = changed }
    for field in fields {
      try field.visit(&root) { (node) throws(RenderError) in
        guard node.scalar != nil else { throw .imageIsNoText(node) }
        change(&node, &isFound)
      }
    }
  }

  /// The node with the image changed of whatever stands in a sequence called `containers` or
  /// `initContainers`; nil where none is the one that is meant.
  ///
  /// Most of a tree holds none, and to change it in place would copy all of it.
  private func changedContainers(
    in node: Node, _ isFound: inout Bool
  ) -> Node? {
    var result: Node?
    switch node.content {
    case .scalar: break
    case .sequence(let elements):
      for index in elements.indices {
        guard let changed = changedContainers(in: elements[index], &isFound)
        else { continue }
        if result == nil { result = node }
        _ = result?.updateElements { $0[index] = changed }
      }
    case .mapping(let mapping):
      let entries = mapping.entries
      for index in entries.indices {
        if case .scalar = entries[index].value.content { continue }
        var value = changedContainers(in: entries[index].value, &isFound)
        if entries[index].isListOfContainers,
          let changed = changedImages(
            of: value ?? entries[index].value, &isFound)
        {
          value = changed
        }
        guard let value else { continue }
        if result == nil { result = node }
        _ = result?.updateMapping { $0.update(at: index) { $0 = value } }
      }
    }
    return result
  }

  /// The list of containers with their images changed; nil where none is the one that is meant.
  private func changedImages(
    of containers: Node, _ isFound: inout Bool
  ) -> Node? {
    guard let elements = containers.elements else { return nil }
    var result: Node?
    for index in elements.indices {
      guard let image = elements[index].scalar("image"), pattern.matches(image.text) else {
        continue
      }
      if result == nil { result = containers }
      _ = result?.updateElements { elements in
        elements[index].update("image") { change(&$0, &isFound) }
      }
    }
    return result
  }

  private func change(_ node: inout Node, _ isFound: inout Bool) {
    guard let scalar = node.scalar, pattern.matches(scalar.text) else { return }
    isFound = true
    var reference = ImageText(scalar.text)
    var source = image.name.origin
    if let newName = image.newName {
      reference.name = newName.value
      source = newName.origin
    }
    if let tag = image.newTag {
      reference.tag = tag.value
      reference.digest = image.digest?.value ?? ""
      source = tag.origin
    } else if let digest = image.digest {
      reference.tag = ""
      reference.digest = digest.value
      source = digest.origin
    } else if let suffix = image.tagSuffix {
      reference.tag += suffix.value
      reference.digest = ""
      source = suffix.origin
    }
    let isSet = node.origin.setter == .images && node.origin.location == source.location
    guard !isSet || reference.text != scalar.text else { return }
    recorder.setUntagged(&node, to: reference.text, source: source, by: .images)
  }
}

extension Diagnostic {
  /// That an entry of `images` names an image that nothing uses, of which Kustomize says nothing.
  fileprivate static func imageWithoutEffect(
    _ name: SourcedText, _ list: ResourceList
  ) -> Diagnostic {
    var images: Set<String> = []
    for item in list.items { item.root.collectImages(into: &images) }
    return Diagnostic(
      rule: .imageWithoutEffect, severity: .warning,
      message: "no object uses the image \(name.value): the entry is without effect",
      primary: name.location,
      help: Spelling.nearest(to: name.value, among: images.sorted()).map { "did you mean \($0)?" })
  }
}

extension RenderError {
  fileprivate static func imageIsNoText(_ node: Node) -> RenderError {
    RenderError(
      .invalidResource, "an image must be a string, not a \(node.kindName)",
      at: node.origin.location)
  }
}

extension Mapping.Entry {
  /// Whether what stands there counts as containers, wherever that is.
  fileprivate var isListOfContainers: Bool { isNamed("containers") || isNamed("initContainers") }
}

extension Node {
  /// Adds the images of whatever stands in a sequence called `containers` or `initContainers`.
  fileprivate func collectContainerImages(into images: inout [String]) {
    switch content {
    case .scalar: break
    case .sequence(let elements):
      for index in elements.indices { elements[index].collectContainerImages(into: &images) }
    case .mapping(let mapping):
      let entries = mapping.entries
      for index in entries.indices {
        if case .scalar = entries[index].value.content { continue }
        entries[index].value.collectContainerImages(into: &images)
        guard entries[index].isListOfContainers else { continue }
        for container in entries[index].value.elements ?? [] {
          if let image = container.scalar("image") { images.append(image.text) }
        }
      }
    }
  }

  /// Adds the names of the images that stand in the tree as containers have them.
  fileprivate func collectImages(into images: inout Set<String>) {
    for element in elements ?? [] { element.collectImages(into: &images) }
    for entry in mapping?.entries ?? [] {
      if entry.name == "image", let text = entry.value.string {
        images.insert(ImageText(text).name)
      } else {
        entry.value.collectImages(into: &images)
      }
    }
  }
}

/// An image reference in its parts: `host:port/path:tag@digest`.
struct ImageText: Hashable {
  var name: String
  /// Empty where there is none.
  var tag = ""
  var digest = ""

  init(_ text: String) {
    let bytes = Array(text.utf8)
    // A colon before the first slash is that of a port.
    let slash = bytes.firstIndex(of: UInt8(ascii: "/")) ?? 0
    let at = bytes[slash...].firstIndex(of: UInt8(ascii: "@"))
    let colon = bytes[slash...].firstIndex(of: UInt8(ascii: ":"))
    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    switch (colon, at) {
    case (nil, nil): name = text
    case (let colon, let at?) where colon.map({ at < $0 }) ?? true:
      name = string(0..<at)
      digest = string(at + 1..<bytes.count)
    case (let colon?, let at?):
      name = string(0..<colon)
      tag = string(colon + 1..<at)
      digest = string(at + 1..<bytes.count)
    case (let colon?, nil):
      name = string(0..<colon)
      tag = string(colon + 1..<bytes.count)
    default: name = text
    }
  }

  var text: String {
    name + (tag.isEmpty ? "" : ":\(tag)") + (digest.isEmpty ? "" : "@\(digest)")
  }
}
