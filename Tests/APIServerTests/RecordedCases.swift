import Diagnostics
import Glibc
import Kubernetes
import Testing
import YAML

/// What a Kubernetes 1.36 API server answered: objects made by one change to a base object.
struct RecordedCases: Sendable {
  /// One request and the server's answer.
  struct Case: Sendable {
    let base: Node
    let object: Node
    let answer: Node
    let label: String

    var isAccepted: Bool { answer["ok"]?.scalar?.boolean == true }
    /// Whether the object is not the base itself.
    var isChanged: Bool { answer["op"]?.isNull == false }
  }

  let cases: [Case]
  /// The CustomResourceDefinitions of the objects, where they are custom.
  let definitions: [KubernetesObject]
  /// The length at which the recorder cut each sentence.
  let sentenceLimit: Int
  /// Whether the requests apply the object over its base.
  let areApplied: Bool

  /// Whether every case is judged; a debug build takes long, so that it takes every seventh alone.
  static let isWhole = getenv("CONFORMANCE").map { String(cString: $0) } == "all"

  static let create = recorded("create.jsonl", sentenceLimit: 160)
  static let apply = recorded("apply.jsonl", sentenceLimit: 200)

  /// The cases in `Tests/Corpus/apiserver`.
  private static func recorded(_ name: String, sentenceLimit: Int) -> RecordedCases {
    RecordedCases(corpus, name, sentenceLimit: sentenceLimit)
  }

  private static let corpus =
    "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Corpus/apiserver"

  /// - Parameters:
  ///   - folder: holds `bases.yaml`, and `crds.yaml` where the objects are custom.
  ///   - name: the file of the answers, of which every line is one.
  init(_ folder: String, _ name: String = "create.jsonl", sentenceLimit: Int) {
    self.sentenceLimit = sentenceLimit
    areApplied = name == "apply.jsonl"
    definitions = Self.documents("\(folder)/crds.yaml", as: .kubernetes)
      .map { KubernetesObject($0) }
    // The recorder's reader takes `y` for a string.
    let bases = Dictionary(
      Self.documents("\(folder)/bases.yaml", as: .kustomize).map { (Self.key($0), $0) },
      uniquingKeysWith: { $1 })
    let file = Self.source("\(folder)/\(name)")
    let ranges = LineIndex(file.bytes).ranges
    let steps = stride(from: 0, to: ranges.count, by: Self.isWhole ? 1 : 7)
    cases = steps.compactMap { index in
      guard let answer = try? file.parsedJSON(in: ranges[index]).root,
        let key = answer["base"]?.string, let base = bases[key]
      else { return nil }
      let operation = answer["op"] ?? .null()
      return Case(
        base: base, object: Self.changed(base, by: operation), answer: answer,
        label: "\(key) \(operation.json.prefix(200))")
    }
  }

  /// The lines of a file of `Tests/Corpus/apiserver`, each a JSON value.
  static func lines(of name: String) -> [Node] {
    let file = source("\(corpus)/\(name)")
    return LineIndex(file.bytes).ranges.compactMap { try? file.parsedJSON(in: $0).root }
  }

  private static func documents(_ path: String, as schema: Schema) -> [Node] {
    source(path).parsed(as: schema).documents.filter { !$0.isEmpty }.map(\.root)
  }

  /// The kind with the name, or with what the name is to be generated from.
  private static func key(_ root: Node) -> String {
    let object = KubernetesObject(root)
    let prefix = object.metadata?["generateName"]?.string ?? ""
    return "\(object.kind)/\(object.name.isEmpty ? prefix : object.name)"
  }

  /// `["set" or "add" or "del", path, value]`.
  private static func changed(_ base: Node, by operation: Node) -> Node {
    guard let parts = operation.elements, parts.count == 3 else { return base }
    var copy = base
    let path = parts[1].elements ?? []
    change(&copy, path[...], to: parts[0].string == "del" ? nil : parts[2])
    return copy
  }

  private static func change(_ node: inout Node, _ path: ArraySlice<Node>, to value: Node?) {
    guard let step = path.first?.scalar else { return }
    let rest = path.dropFirst()
    if let index = step.integer, var elements = node.elements {
      if rest.isEmpty, let value { elements[index] = value }
      if rest.isEmpty, value == nil { elements.remove(at: index) }
      if !rest.isEmpty { change(&elements[index], rest, to: value) }
      node.content = .sequence(elements)
    } else if rest.isEmpty {
      node[step.text] = value
    } else if var child = node[step.text] {
      change(&child, rest, to: value)
      node[step.text] = child
    }
  }

  /// A file's contents; nothing where there is no such file.
  private static func source(_ path: String) -> SourceFile {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return SourceFile(path: path, bytes: []) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count]
    }
    return SourceFile(path: path, bytes: bytes)
  }
}

extension LineIndex {
  /// The lines that hold something.
  fileprivate var ranges: [ByteRange] {
    (1...lineCount).map { range(ofLine: $0) }.filter { !$0.isEmpty }
  }
}

extension Node {
  /// Every leaf with its path; an empty collection is a leaf.
  var leaves: [FieldPath: String] {
    var leaves: [FieldPath: String] = [:]
    collect(at: .root, into: &leaves)
    return leaves
  }

  private func collect(at path: FieldPath, into leaves: inout [FieldPath: String]) {
    switch content {
    case .mapping(let mapping) where !mapping.isEmpty:
      for entry in mapping.entries {
        entry.value.collect(at: path.appending(.key(entry.name)), into: &leaves)
      }
    case .sequence(let elements) where !elements.isEmpty:
      for (index, element) in elements.enumerated() {
        element.collect(at: path.appending(.index(index)), into: &leaves)
      }
    case .scalar, .sequence, .mapping: leaves[path] = json
    }
  }
}
