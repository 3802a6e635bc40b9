import APIServer
import Kubernetes
import YAML

/// The fields of an object that the release by which its kind is catalogued does not have.
///
/// The cluster may run another one, which has them: they keep nothing else from being judged.
struct UnknownFields: Sendable {
  /// In the order of the object.
  let faults: [DecodingFault]

  /// Of an object whose kind is built in or defined, where the server's word on them is final.
  static let none = UnknownFields(in: [])

  /// Every object has the same metadata, whatever the release of its kind: its fields are not among
  /// them.
  init(in faults: [DecodingFault]) {
    self.faults = faults.filter { $0.kind == .unknownField && !$0.path.isOfMetadata }
  }

  /// The object without the fields.
  func removed(from object: KubernetesObject) -> KubernetesObject {
    var object = object
    for fault in faults { object.root.set(fault.path.steps[...], to: nil) }
    return object
  }

  /// What was made of the object, with its fields.
  func restored(of object: KubernetesObject, in root: Node) -> Node {
    var root = root
    for fault in faults { root.set(fault.path.steps[...], to: object.root[fault.path]) }
    return root
  }
}

extension FieldPath {
  /// Whether it leads to the metadata of the object, or into it.
  fileprivate var isOfMetadata: Bool { steps.first == .key("metadata") }
}

extension Node {
  /// Sets the field that steps lead to; nil removes it.
  ///
  /// Nothing happens where the way to it is not there.
  fileprivate mutating func set(_ steps: ArraySlice<FieldPath.Step>, to value: Node?) {
    guard let step = steps.first else { return }
    switch (step, content) {
    case (.key(let name), .mapping(var mapping)):
      // Freed first, so that the mapping is changed in place rather than copied.
      content = .sequence([])
      if steps.count == 1 {
        mapping[name] = value
      } else if let index = mapping.index(of: name) {
        mapping.update(at: index) { $0.set(steps.dropFirst(), to: value) }
      }
      content = .mapping(mapping)
    case (.index(let index), .sequence(var elements)):
      guard elements.indices.contains(index) else { return }
      content = .sequence([])
      elements[index].set(steps.dropFirst(), to: value)
      content = .sequence(elements)
    default: break
    }
  }
}
