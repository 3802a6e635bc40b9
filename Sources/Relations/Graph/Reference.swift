import Kubernetes
import YAML

/// The name of another object that an object holds, and what is asked of it.
struct Reference: Sendable {
  /// The object that holds the name.
  let owner: GraphObject
  /// The kind that is named.
  let kind: String
  /// The scalar that holds the name.
  let name: Node
  /// The namespace in which the object must be; empty for one of the cluster's own.
  let namespace: String
  let path: ReferencePath
  var use: Use = .needed

  /// What becomes of the owner where the object is not there.
  enum Use: Sendable {
    /// It does not run.
    case needed
    /// It does without.
    case optional
    /// Something is given in its place: a certificate, an attempt without credentials.
    case replaceable
  }

  /// What the object is found by.
  var key: ObjectKey {
    ObjectKey(kind: kind, namespace: namespace, name: name.scalarText ?? "")
  }
}

/// A key of a ConfigMap or Secret that an object asks for.
struct KeyReference: Sendable {
  let reference: Reference
  /// The scalar that holds the key.
  let key: Node
  let path: ReferencePath
}

/// The way to a name in an object, without a list of its own for each name.
struct ReferencePath: Sendable {
  /// The way to what the steps begin at, as a pod's spec.
  let root: FieldPath
  var list: String = ""
  var index = 0
  var middle: String = ""
  var place = 0
  let tail: [FieldPath.Step]

  var fieldPath: FieldPath {
    var steps = root.steps
    if !list.isEmpty { steps += [.key(list), .index(index)] }
    if middle == "sources" { steps.append(.key("projected")) }
    if !middle.isEmpty { steps += [.key(middle), .index(place)] }
    return FieldPath(steps + tail)
  }
}
