import Diagnostics
package import Kubernetes
import YAML

/// An object of an environment, with the names by which others find it.
package struct GraphObject: Sendable {
  /// The object as its sources have it.
  package let object: KubernetesObject
  /// The API group, whatever the version.
  let group: String
  /// The kind, also where it is written with a small letter: what is meant is plain, and the API server
  /// says that it is misspelt.
  let kind: String
  /// The namespace by which it is found: none for `default`, which is where an object goes that names
  /// none.
  let namespace: String
  let name: String
  /// The place of its target among the environment's.
  let target: Int
  /// The cluster that its target is applied to; empty where nothing names one.
  let cluster: String

  init(_ object: KubernetesObject, target: Int, cluster: String = "") {
    self.object = object
    let gvk = object.gvk
    group = gvk.group
    kind = Self.kind(meantBy: gvk.kind)
    namespace = Self.key(ofNamespace: object.namespace)
    name = object.name
    self.target = target
    self.cluster = cluster
  }

  /// The namespace by which objects are found that are in one of this name.
  static func key(ofNamespace name: String) -> String { name == "default" ? "" : name }

  /// The kind that is meant by a name, also where that begins with a small letter.
  static func kind(meantBy name: String) -> String { capitalised[name] ?? name }

  private static let capitalised = Dictionary(
    uniqueKeysWithValues: [
      "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod", "ReplicaSet", "Service",
      "ConfigMap", "Secret", "Ingress", "ServiceAccount", "PersistentVolumeClaim", "Role",
      "ClusterRole", "Namespace",
    ].map { ($0.lowercased(), $0) })

  /// What the object is called in findings: without its namespace, which differs where one source
  /// reaches several environments.
  var shown: String { "\(kind) \(name)" }

  /// Where the object says its name; that line is about the object and shows no more of it.
  var place: Location? {
    let place = object.metadata?["name"]?.origin.location
    guard let document = object.location else { return place }
    // What a transformer sets says nothing of the object.
    return place?.file.path == document.file.path ? place : document
  }

  /// The object with what it is to a finding, for notes.
  func label(_ text: String) -> Label { Label(text, at: place) }
}

/// What an object is found by; kinds of one name in several groups mean the same here, or never meet.
struct ObjectKey: Hashable, Sendable {
  let kind: String
  /// Empty for objects of the cluster's own, and for those that name none.
  let namespace: String
  let name: String
}
