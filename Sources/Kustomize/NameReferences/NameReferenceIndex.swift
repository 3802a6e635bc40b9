import Kubernetes

/// The fields that hold names, by the kind of object that has them.
struct NameReferenceIndex: Sendable {
  /// A field and the kind of object whose name it holds.
  struct Spec: Sendable {
    var field: FieldSpec
    var target: ResourceSelector
    fileprivate var order: Int
  }

  private var byKind: [String: [Spec]] = [:]

  init(_ configuration: TransformerConfiguration) {
    var order = 0
    for reference in configuration.nameReferences {
      for field in reference.fields {
        byKind[field.kinds.kind, default: []].append(
          Spec(field: field, target: reference.target, order: order))
        order += 1
      }
    }
  }

  /// The fields of an object that was of this kind at first, in the order of the configuration.
  func specs(for gvk: GroupVersionKind) -> [Spec] {
    let own = byKind[gvk.kind] ?? []
    let any = byKind[""] ?? []
    let all = any.isEmpty ? own : (own + any).sorted { $0.order < $1.order }
    return all.filter { $0.field.selects(gvk) }
  }
}
