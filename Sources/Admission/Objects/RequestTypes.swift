import CEL

/// The object types that the server declares by hand for `request` and `namespaceObject`.
///
/// Follows `BuildRequestType` and `BuildNamespaceType` of the API server: not every field of the
/// objects is exposed.
enum RequestTypes {
  /// What the names of all of them begin with.
  static let root = "kubernetes"
  static let request = "kubernetes.AdmissionRequest"
  static let namespace = "kubernetes.Namespace"
  static let variables = "kubernetes.variables"

  private static let strings = CELType.list(.string)
  private static let stringMap = CELType.map(.string, .string)
  private static let groupVersionKind = CELType.object("kubernetes.GroupVersionKind")
  private static let groupVersionResource = CELType.object("kubernetes.GroupVersionResource")

  /// The fields of each type.
  static let fields: [String: [String: CELType]] = [
    request: [
      "kind": groupVersionKind, "resource": groupVersionResource, "subResource": .string,
      "requestKind": groupVersionKind, "requestResource": groupVersionResource,
      "requestSubResource": .string, "name": .string, "namespace": .string, "operation": .string,
      "userInfo": .object("kubernetes.UserInfo"), "dryRun": .bool, "options": .dyn,
    ],
    "kubernetes.GroupVersionKind": ["group": .string, "version": .string, "kind": .string],
    "kubernetes.GroupVersionResource": [
      "group": .string, "version": .string, "resource": .string,
    ],
    "kubernetes.UserInfo": [
      "username": .string, "uid": .string, "groups": strings, "extra": .map(.string, strings),
    ],
    namespace: [
      "metadata": .object("kubernetes.NamespaceMetadata"),
      "spec": .object("kubernetes.NamespaceSpec"),
      "status": .object("kubernetes.NamespaceStatus"),
    ],
    "kubernetes.NamespaceMetadata": [
      "name": .string, "generateName": .string, "namespace": .string, "labels": stringMap,
      "annotations": stringMap, "UID": .string, "creationTimestamp": .timestamp,
      "deletionGracePeriodSeconds": .int, "deletionTimestamp": .timestamp, "generation": .int,
      "resourceVersion": .string, "finalizers": strings,
    ],
    "kubernetes.NamespaceSpec": ["finalizers": strings],
    "kubernetes.NamespaceStatus": [
      "conditions": .list(.object("kubernetes.NamespaceCondition")), "phase": .string,
    ],
    "kubernetes.NamespaceCondition": [
      "status": .string, "type": .string, "lastTransitionTime": .timestamp, "message": .string,
      "reason": .string,
    ],
  ]
}

/// The types that a policy's expressions know: the server's own, the policy's variables, and, for
/// type checking, those of schemas.
struct PolicyTypes: TypeProvider {
  /// The types of the variables that are declared so far.
  var variables: [String: CELType] = [:]
  /// The types of schemas; none where objects are dynamic.
  var schemas: SchemaTypes?
  /// Whether expressions may make apply configurations and JSON patches.
  var hasPatches = false

  func hasType(named name: String) -> Bool {
    name == RequestTypes.variables || RequestTypes.fields[name] != nil
      || schemas?.hasType(named: name) == true
      || hasPatches && PatchTypes.hasType(named: name)
  }

  func hasTypes(under name: String) -> Bool {
    name == RequestTypes.root || schemas?.hasTypes(under: name) == true
      || hasPatches && PatchTypes.hasType(named: name)
  }

  func type(ofField field: String, in typeName: String) -> CELType? {
    if typeName == RequestTypes.variables { return variables[field] }
    if let fields = RequestTypes.fields[typeName] { return fields[field] }
    if hasPatches, PatchTypes.hasType(named: typeName) {
      return PatchTypes.type(ofField: field, in: typeName)
    }
    return schemas?.type(ofField: field, in: typeName)
  }

  /// Declares a policy's variable with the type of its expression.
  ///
  /// The server keeps the types of scalars, lists and maps; every other is dynamic.
  mutating func declare(_ name: String, as type: CELType?) {
    variables[name] = type.map(Self.declared) ?? .dyn
  }

  /// The type that a variable has whose expression has the type.
  static func declared(_ type: CELType) -> CELType {
    switch type {
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration: type
    case .list(let element): .list(declared(element))
    case .map(let key, let value): .map(declared(key), declared(value))
    default: .dyn
    }
  }
}
