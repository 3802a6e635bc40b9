import YAML

/// Where a custom resource that is scaled has its numbers of replicas.
struct ScalePaths: Sendable {
  let specReplicas: String
  let statusReplicas: String

  init(_ scale: Fields) {
    specReplicas = scale.text("specReplicasPath")
    statusReplicas = scale.text("statusReplicasPath")
  }
}

extension Validation {
  /// The numbers that the scale subresource shows must be replicas.
  mutating func scale(_ object: Fields, _ paths: ScalePaths) {
    for path in [paths.specReplicas, paths.statusReplicas] { replicas(object, at: path) }
  }

  private mutating func replicas(_ object: Fields, at path: String) {
    let names = path.drop { $0 == "." }.split(separator: ".").map(String.init)
    // The server names the field by its path, point and all.
    let place = Step.named(path, names.map { .field($0) })
    var node = Node(object)
    for name in names {
      guard let mapping = node.mapping else {
        return accessorFault(node, path, expected: "map[string]interface{}", at: place)
      }
      guard let next = mapping[name] else { return }
      node = next
    }
    guard let count = node.scalar?.integer else {
      return accessorFault(node, path, expected: "int64", at: place)
    }
    if count < 0 {
      invalid(place, value: ShownValue(count), "should be a non-negative integer")
    } else if count > Int32.max {
      invalid(place, value: ShownValue(count), "should be less than or equal to \(Int32.max)")
    }
  }

  private mutating func accessorFault(
    _ node: Node, _ path: String, expected: String, at place: Step
  ) {
    invalid(
      place, value: 0,
      "\(path) accessor error: \(node.shownInGo) is of the type \(node.goType), expected "
        + expected)
  }
}

extension Node {
  /// The type of a JSON value in the server's memory.
  fileprivate var goType: String {
    switch content {
    case .mapping: "map[string]interface {}"
    case .sequence: "[]interface {}"
    case .scalar(let scalar):
      switch scalar.type {
      case .string: "string"
      case .boolean: "bool"
      case .integer, .float: "float64"
      case .null: "<nil>"
      }
    }
  }

  /// The value as the server prints it.
  fileprivate var shownInGo: String {
    guard let scalar else { return json }
    if let number = scalar.number { return Int(exactly: number).map { "\($0)" } ?? "\(number)" }
    return scalar.type == .null ? "<nil>" : scalar.text
  }
}
