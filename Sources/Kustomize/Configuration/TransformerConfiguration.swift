import Diagnostics
import Kubernetes
import YAML

/// Which fields of which kinds each transformer changes.
struct TransformerConfiguration: Sendable {
  var namePrefix: [FieldSpec] = []
  var nameSuffix: [FieldSpec] = []
  var namespace: [FieldSpec] = []
  var commonLabels: [FieldSpec] = []
  var labels: [FieldSpec] = []
  var templateLabels: [FieldSpec] = []
  var commonAnnotations: [FieldSpec] = []
  var nameReferences: [NameReferenceSpec] = []
  var variableReferences: [FieldSpec] = []
  var images: [FieldSpec] = []
  var replicas: [FieldSpec] = []
  /// Whether nothing was added to what Kustomize has built in.
  private(set) var isBuiltIn = false

  /// The lists of field specs by the names that configurations give them.
  static var lists: [(name: String, path: WritableKeyPath<Self, [FieldSpec]>)] {
    [
      ("namePrefix", \.namePrefix), ("nameSuffix", \.nameSuffix), ("namespace", \.namespace),
      ("commonLabels", \.commonLabels), ("labels", \.labels),
      ("templateLabels", \.templateLabels),
      ("commonAnnotations", \.commonAnnotations), ("varReference", \.variableReferences),
      ("images", \.images), ("replicas", \.replicas),
    ]
  }

  /// Adds what `other` has and this one has not.
  mutating func merge(_ other: TransformerConfiguration) throws(ConflictingFieldSpecs) {
    if isBuiltIn, other.isBuiltIn { return }
    if isEmpty, other.isBuiltIn {
      self = other
      return
    }
    try add(other)
    sort()
  }

  /// Adds what `other` has and this one has not, in its order.
  private mutating func add(_ other: TransformerConfiguration) throws(ConflictingFieldSpecs) {
    isBuiltIn = false
    for (_, path) in Self.lists { try self[keyPath: path].merge(other[keyPath: path]) }
    for reference in other.nameReferences { try merge(reference) }
  }

  mutating func merge(_ reference: NameReferenceSpec) throws(ConflictingFieldSpecs) {
    isBuiltIn = false
    if let index = nameReferences.firstIndex(where: { $0.target == reference.target }) {
      try nameReferences[index].fields.merge(reference.fields)
    } else {
      nameReferences.append(reference)
    }
  }

  private var isEmpty: Bool {
    nameReferences.isEmpty && Self.lists.allSatisfy { self[keyPath: $0.path].isEmpty }
  }

  /// Puts everything into the order of kinds.
  ///
  /// What comes first decides when lists are merged: a spec of any kind is left out behind one of
  /// some kind with the same path.
  mutating func sort() {
    let order = KindOrder.standard
    for (_, path) in Self.lists {
      self[keyPath: path] = order.sorted(self[keyPath: path], by: \.selector)
    }
    nameReferences = order.sorted(nameReferences, by: \.target)
  }

  /// What Kustomize has built in.
  static let builtIn: TransformerConfiguration = {
    var result = TransformerConfiguration()
    for (name, path) in lists {
      result[keyPath: path] = BuiltInFieldSpecs.specs(name)
    }
    result.nameReferences = BuiltInFieldSpecs.nameReferences()
    result.sort()
    var merged = TransformerConfiguration()
    do throws(ConflictingFieldSpecs) { try merged.add(result) } catch {
      preconditionFailure("the built-in field specs disagree on \(error.spec.path)")
    }
    merged.isBuiltIn = true
    return merged
  }()
}

/// A kind of objects and the fields that hold their names.
struct NameReferenceSpec: Hashable, Sendable {
  /// Empty parts mean any.
  var target: ResourceSelector
  var fields: [FieldSpec]
}
