import Diagnostics
import Kubernetes
import Environments
import YAML

/// Names a field of an object: `spec.replicas`, `spec.containers[0].image`,
/// `spec.containers[name=app].image`, `spec.containers[app].image`, `data.redis.conf`,
/// `metadata.annotations[prometheus.io/port]`.
///
/// Keys may hold dots, so the text is read along the object: of the keys that it may begin with, the
/// longest is meant.
struct FieldQuery {
  let text: String

  /// A field that is not there.
  struct Miss: Error {
    /// As far as the object has what is asked for.
    var parent: FieldPath
    /// What is asked for inside that.
    var wanted: String
    /// What there is.
    var known: [String]
  }

  /// The path of the field in an object.
  func path(in root: Node) throws(Miss) -> FieldPath {
    var rest = text[...]
    var path = FieldPath.root
    var node = root
    while !rest.isEmpty {
      let (step, next) = try self.step(rest, from: node, at: path)
      guard let child = node[FieldPath([step])] else {
        throw Miss(parent: path, wanted: String(rest), known: [])
      }
      node = child
      path = path.appending(step)
      rest = next
    }
    return path
  }

  /// The field in an object, or failing that in the object with what was removed from it.
  ///
  /// - Throws: ``PipelineError`` that names what there is, where the object never had the field.
  func find(
    in object: KubernetesObject, or restored: Node
  ) throws(PipelineError) -> (path: FieldPath, node: Node) {
    do throws(Miss) {
      let path = try path(in: object.root)
      return (path, object.root[path] ?? object.root)
    } catch {
      if let path = try? path(in: restored), let node = restored[path] { return (path, node) }
      throw PipelineError(error, in: object)
    }
  }

  private func step(
    _ text: Substring, from node: Node, at path: FieldPath
  ) throws(Miss) -> (FieldPath.Step, Substring) {
    if text.first == "[" {
      let end = text.firstIndex(of: "]") ?? text.endIndex
      let inside = String(text[text.index(after: text.startIndex)..<end])
      return (try step(named: inside, from: node, at: path), text[end...].dropFirst())
    }
    let rest = text.first == "." && !path.isEmpty ? text.dropFirst() : text
    let fitting = node.mapping?.names.filter { name in
      rest.hasPrefix(name) && [nil, ".", "["].contains(rest.dropFirst(name.count).first)
    }
    if let key = fitting?.max(by: { $0.count < $1.count }) {
      return (.key(key), rest.dropFirst(key.count))
    }
    let word = rest.prefix { $0 != "." && $0 != "[" }
    return (try step(named: String(word), from: node, at: path), rest.dropFirst(word.count))
  }

  private func step(
    named name: String, from node: Node, at path: FieldPath
  ) throws(Miss) -> FieldPath.Step {
    switch node.content {
    case .scalar: throw Miss(parent: path, wanted: name, known: [])
    case .mapping(let mapping):
      guard mapping.index(of: name) != nil else {
        throw Miss(parent: path, wanted: name, known: mapping.names)
      }
      return .key(name)
    case .sequence(let elements):
      if let index = Int(name), elements.indices.contains(index) { return .index(index) }
      let parts = name.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let (key, value) = parts.count == 2 ? (String(parts[0]), String(parts[1])) : ("name", name)
      let position = elements.firstIndex { element in
        (element.scalarText ?? element[key]?.scalarText) == value
      }
      guard let position else {
        throw Miss(
          parent: path, wanted: name,
          known: elements.compactMap { $0.scalarText ?? $0[key]?.scalarText })
      }
      return .index(position)
    }
  }
}

extension PipelineError {
  /// Says which field is missing, at its closest present parent.
  init(_ miss: FieldQuery.Miss, in object: KubernetesObject) {
    let (name, root) = (object.identity.description, object.root)
    let parent = root[miss.parent]
    let place = miss.parent.isEmpty ? name : "\(miss.parent) of \(name)"
    let near = Spelling.nearest(to: miss.wanted, among: miss.known).map { "did you mean \($0)?" }
    let known = miss.known.isEmpty ? nil : "there are \(miss.known.joined(separator: ", "))"
    self.init(
      [
        Diagnostic(
          rule: "pipeline/failure", severity: .error,
          message: "\(place) has no \"\(miss.wanted)\"", primary: parent?.origin.location,
          help: near ?? known)
      ].withoutSecrets(of: [object]))
  }
}
