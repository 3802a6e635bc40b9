import Diagnostics
import Kubernetes
import Kustomize
import Testing
import YAML

/// The place that a field names is the place to edit.
struct OriginPropertyTests {
  /// Steps that take over a value as it stands in the source.
  private static let copying: Set<Origin.Setter> = [
    .document, .strategicMergePatch, .jsonPatch, .replicas, .labels, .annotations, .namespace,
  ]

  @Test(arguments: RecordedOverlays.names)
  func `the bytes of each origin read again give the value`(_ name: String) throws {
    var count = 0
    for object in try RecordedOverlays.render(name, from: RecordedOverlays.tree).objects {
      for (path, node) in object.object.root.scalars {
        guard let location = node.origin.location, let scalar = node.scalar,
          Self.copying.contains(node.origin.setter), !location.isOperation
        else { continue }
        count += 1
        #expect(
          location.gives(scalar),
          "\(object.object.identity) \(path): \(location.file.path) \(location.text)")
      }
    }
    #expect(count > 0)
  }

  @Test(arguments: RecordedOverlays.names)
  func `editing a scalar changes the fields whose origin it is and no others`(
    _ name: String
  ) throws {
    let tree = try RecordedOverlays.files(of: name)
    let before = try RecordedOverlays.render(name, from: tree)
    var seed = name.utf8.reduce(UInt64(7)) { ($0 &* 31) &+ UInt64($1) }
    var sources = before.editableSources.sorted { $0.key < $1.key }.map(\.value)
    for _ in 0..<min(12, sources.count) {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let source = sources.remove(at: Int(seed >> 33) % sources.count)
      var bytes = source.location.file.bytes
      bytes.replaceSubrange(source.location.range.indices, with: source.replacement.utf8)
      var edited = tree
      edited.write(bytes, to: source.location.file.path)
      let after = try RecordedOverlays.render(name, from: edited)
      let changed = before.changes(to: after)
      #expect(
        changed == source.fields,
        "seed \(seed): \(source.location.file.path) \(source.location.text)")
    }
  }
}

/// A scalar that may be edited without changing what an object is called or selected by.
private struct EditableSource {
  var location: Location
  var replacement: String
  var fields: Set<String>
}

extension Rendering {
  /// The scalars of documents and patches that give fields as they stand, by their place.
  fileprivate var editableSources: [String: EditableSource] {
    var result: [String: EditableSource] = [:]
    var blocked: Set<String> = []
    for (position, object) in objects.enumerated() {
      for (path, node) in object.object.root.scalars {
        guard let location = node.origin.location, let scalar = node.scalar else { continue }
        let key = "\(location.file.path):\(location.range.lowerBound)"
        let isPlain = location.text == scalar.text
        let isCopied = [.document, .strategicMergePatch].contains(node.origin.setter)
        guard isPlain, isCopied, !path.isIdentity, scalar.replacement != nil else {
          blocked.insert(key)
          continue
        }
        var source =
          result[key]
          ?? EditableSource(
            location: location, replacement: scalar.replacement ?? "", fields: [])
        source.fields.insert("\(position) \(path)")
        result[key] = source
      }
    }
    return result.filter { !blocked.contains($0.key) }
  }

  /// The fields whose values differ.
  fileprivate func changes(to other: Rendering) -> Set<String> {
    var result: Set<String> = []
    guard objects.count == other.objects.count else { return ["the number of objects"] }
    for (position, pair) in zip(objects, other.objects).enumerated() {
      let (old, new) = (pair.0.object.root, pair.1.object.root)
      for (path, node) in old.scalars where !(new[path].map { node.isEqual(to: $0) } ?? false) {
        result.insert("\(position) \(path)")
      }
      for (path, _) in new.scalars where old[path] == nil { result.insert("\(position) \(path)") }
    }
    return result
  }
}

extension FieldPath {
  /// Whether the field is what others find the object, or an entry of a list, by.
  fileprivate var isIdentity: Bool {
    steps.contains { step in
      guard case .key(let key) = step else { return false }
      return [
        "apiVersion", "kind", "name", "namespace", "labels", "selector", "key", "image",
        "id", "containerPort", "protocol", "apiGroup",
      ]
      .contains(key)
    }
  }
}

extension Scalar {
  /// Another value of the same type.
  fileprivate var replacement: String? {
    switch type {
    case .integer: integer.map { String($0 + 1) }
    case .boolean: boolean.map { $0 ? "false" : "true" }
    case .string where style == .plain && !text.isEmpty && !text.contains("$"): text + "z"
    default: nil
    }
  }
}

extension Location {
  private var root: Node? {
    SourceFile(path: "", text: text).parsed(as: .kustomize).documents.first?.root
  }

  /// Whether this is an operation that takes its value from elsewhere, as `copy` does.
  fileprivate var isOperation: Bool { root?["from"] != nil }

  /// Whether the text is the value, with or without quoting, folding and the escapes of vars, or the
  /// same number.
  fileprivate func gives(_ scalar: Scalar) -> Bool {
    let read = root?.scalar ?? Scalar(string: text)
    if let number = scalar.number, number == read.number { return true }
    return [text, read.text, read.text.replacing("$$", with: "$")].contains(scalar.text)
  }
}

extension Node {
  /// Every scalar in the tree with its path.
  fileprivate var scalars: [(FieldPath, Node)] {
    var result: [(FieldPath, Node)] = []
    var pending: [(FieldPath, Node)] = [(.root, self)]
    while let (path, node) = pending.popLast() {
      switch node.content {
      case .scalar: result.append((path, node))
      case .sequence(let elements):
        for (index, element) in elements.enumerated() {
          pending.append((path.appending(.index(index)), element))
        }
      case .mapping(let mapping):
        for entry in mapping.entries {
          pending.append((path.appending(.key(entry.name)), entry.value))
        }
      }
    }
    return result
  }
}
