import APIServer
import Diagnostics
import Kubernetes
import YAML

extension Warning {
  /// The edit of what the server warns of, where what it wants instead is known.
  func fix(in object: KubernetesObject) -> Fix? {
    if let location, location == object.root["apiVersion"]?.origin.location {
      let facts = Facts.standard.kind(object.gvk) ?? Facts.newest.kind(object.gvk)
      return facts?.replacement.flatMap { object.fix(ofKind: $0) }
    }
    if message.hasPrefix("annotation \"kubernetes.io/ingress.class\" is deprecated") {
      return object.ingressClassFix
    }
    guard let end = message.firstRange(of: ": ")?.lowerBound,
      let path = try? FieldQuery(text: String(message[..<end])).path(in: object.root)
    else { return nil }
    if message.contains(": hides previous definition of ") { return object.fix(ofVariableAt: path) }
    if message.contains(": duplicate port ") { return object.fix(ofRepetitionAt: path) }
    return successor.flatMap { object.fix(ofLabelAt: path, as: $0) }
  }

  /// The name that the server wants in the place of a deprecated one.
  private var successor: String? {
    guard message.contains("deprecated since "),
      let start = message.firstRange(of: "; use \"")?.upperBound, message.hasSuffix("\" instead")
    else { return nil }
    return String(message[start...].dropLast("\" instead".count))
  }
}

extension KubernetesObject {
  /// The edit that takes out which of two variables of one name has no effect: the first, or of two that are
  /// the same the second.
  fileprivate func fix(ofVariableAt path: FieldPath) -> Fix? {
    if let repeated = fix(ofRepetitionAt: path) { return repeated }
    guard let (list, position, entries) = entry(around: path),
      let hidden = entries[..<position].lastIndex(where: {
        $0["name"]?.scalarText == entries[position]["name"]?.scalarText
      })
    else { return nil }
    return fix("take the variable out that is hidden") { (text) throws(EditError) in
      guard text.holds(list) else { return false }
      try text.remove(list.appending(.index(hidden)))
      return true
    }
  }

  /// The edit that names a label of nodes by its newer name, which nodes have beside the older one.
  fileprivate func fix(ofLabelAt path: FieldPath, as successor: String) -> Fix? {
    guard case .key(let name)? = path.steps.last, let value = root[path] else { return nil }
    let edit: FileEdit?
    if name == "key" || name == "topologyKey" {
      edit = value.writing(successor)
    } else {
      let labels = root[path.parent]?.mapping
      edit = labels?[successor] == nil ? labels?.entry(name)?.key.writing(successor) : nil
    }
    return edit.map { Fix("write \(successor)", edits: [$0], applicability: .safe) }
  }

  /// The edit that names the class of an Ingress in the field that is for it.
  fileprivate var ingressClassFix: Fix? {
    let annotations: FieldPath = ["metadata", "annotations"]
    let path = annotations.appending("kubernetes.io/ingress.class")
    guard let name = root[path]?.scalarText else { return nil }
    return fix("name the class in spec.ingressClassName") { (text) throws(EditError) in
      guard text.holds(path), text.holds(["apiVersion"]) else { return false }
      try text.set(["spec", "ingressClassName"], to: .string(name))
      try text.remove(root[annotations]?.mapping?.count == 1 ? annotations : path)
      return true
    }
  }
}
