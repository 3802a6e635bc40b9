import Diagnostics
import Glibc
import Kubernetes
import Testing
import YAML

/// What a Kubernetes 1.36 API server answered: objects made by one change to a base object.
enum RecordedCases {
  /// One request and the server's answer.
  struct Case {
    let base: Node
    let object: Node
    let answer: Node
    let label: String

    var isAccepted: Bool { answer["ok"]?.scalar?.boolean == true }
    /// Whether the object is not the base itself.
    var isChanged: Bool { answer["op"]?.isNull == false }
  }

  /// Whether every case is judged; a debug build takes long, so that it takes every seventh alone.
  static let isWhole = getenv("CONFORMANCE").map { String(cString: $0) } == "all"

  static let create = cases("create.jsonl")
  static let apply = cases("apply.jsonl")

  private static func cases(_ name: String) -> [Case] {
    let file = source(name)
    let bases = bases()
    let ranges = LineIndex(file.bytes).ranges
    return stride(from: 0, to: ranges.count, by: isWhole ? 1 : 7).compactMap { index in
      let range = ranges[index]
      guard let answer = try? file.parsedJSON(in: range).root, let key = answer["base"]?.string,
        let base = bases[key]
      else { return nil }
      let operation = answer["op"] ?? .null()
      return Case(
        base: base, object: changed(base, by: operation), answer: answer,
        label: "\(key) \(operation.json.prefix(200))")
    }
  }

  private static func bases() -> [String: Node] {
    let documents = source("bases.yaml").parsed(as: .kubernetes).documents
    return Dictionary(
      documents.map { document in
        let object = KubernetesObject(document.root)
        return ("\(object.kind)/\(object.name)", document.root)
      }, uniquingKeysWith: { $1 })
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

  private static func source(_ name: String) -> SourceFile {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let path = "/\(folder)/Corpus/apiserver/\(name)"
    let descriptor = open(path, O_RDONLY)
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
