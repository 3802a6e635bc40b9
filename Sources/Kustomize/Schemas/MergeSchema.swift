import Kubernetes
import YAML

/// What a schema says about merging one value.
enum MergeSchema: Sendable {
  /// A value that is described, but holds no list that is joined.
  case plain
  /// A type of the built-in schema.
  case builtIn(type: StrategicMergeSchema.ObjectType)
  /// A list of the built-in schema with the type of its elements.
  case builtInList(mergeKeys: [String]?, element: StrategicMergeSchema.ObjectType?)
  /// A schema of the user's own.
  case custom(Node, CustomSchema)

  /// The schema of a field, or nil where nothing is known of it.
  func field(_ name: String) -> MergeSchema? {
    switch self {
    case .plain, .builtInList: .plain
    case .builtIn(let type):
      switch StrategicMergeSchema.kustomize.field(name, of: type) {
      case nil: .plain
      case let field? where field.isList:
        .builtInList(mergeKeys: field.mergeKeys, element: field.type)
      case let field?: field.type.map { .builtIn(type: $0) } ?? .plain
      }
    case .custom(let schema, let document): document.field(name, of: schema)
    }
  }

  /// The schema of a list's elements.
  var elements: MergeSchema? {
    switch self {
    case .plain: .plain
    case .builtIn: nil
    case .builtInList(_, let element): element.map { .builtIn(type: $0) } ?? .plain
    case .custom(let schema, let document): document.elements(of: schema)
    }
  }

  /// The merge keys of a list that is joined; none where its elements are scalars; nil for a list
  /// that is replaced.
  var mergeKeys: [String]? {
    switch self {
    case .plain, .builtIn: nil
    case .builtInList(let mergeKeys, _): mergeKeys
    case .custom(let schema, _): CustomSchema.mergeKeys(of: schema)
    }
  }
}
