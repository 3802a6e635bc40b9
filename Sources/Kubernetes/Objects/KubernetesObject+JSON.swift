package import YAML

extension KubernetesObject {
  /// The object as kubectl sends it: in JSON, where a whole number has neither point nor exponent.
  ///
  /// YAML's `3.0` and `1e2` are 3 and 100 then, and `.5` is 0.5. Numbers that JSON has none for stay
  /// as they are, see ``unsendableNumber``.
  package var sent: KubernetesObject {
    guard holdsFloats else { return self }
    var copy = self
    copy.root.updateAll { node in
      guard let value = node.scalar?.float, let text = NumberFormat.json(value) else { return }
      let isWhole = !text.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") }
      node.content = .scalar(Scalar(text: text, type: isWhole ? .integer : .float))
    }
    return copy
  }

  /// The object as it is ``sent``, with what is ``unsendableNumber`` of that: most objects hold no such
  /// number, and are looked through once.
  package var sentWithFault: (object: KubernetesObject, fault: (path: FieldPath, node: Node)?) {
    guard holdsFloats else { return (self, nil) }
    let sent = sent
    return (sent, sent.unsendableNumber)
  }

  private var holdsFloats: Bool { root.firstScalar { $0.float != nil } != nil }

  /// The first infinity, or number that is none, with its place: YAML writes what JSON cannot say.
  package var unsendableNumber: (path: FieldPath, node: Node)? {
    // Few objects hold any, and the way there costs more than the look.
    guard root.firstScalar(where: { $0.float?.isFinite == false }) != nil else { return nil }
    return root.firstFloat { !$0.isFinite }.map { (FieldPath($0.way.reversed()), $0.node) }
  }
}

extension Scalar {
  /// The value of a number that is no integer by its notation.
  fileprivate var float: Double? { type == .float ? number : nil }
}

extension Node {
  /// The first such number in the tree, and the steps from there up to this node.
  fileprivate func firstFloat(
    where isMeant: (Double) -> Bool
  ) -> (way: [FieldPath.Step], node: Node)? {
    switch content {
    case .scalar(let scalar): return scalar.float.map(isMeant) == true ? ([], self) : nil
    case .sequence(let elements):
      for (index, element) in elements.enumerated() {
        guard let found = element.firstFloat(where: isMeant) else { continue }
        return (found.way + [.index(index)], found.node)
      }
    case .mapping(let mapping):
      for entry in mapping.entries {
        guard let found = entry.value.firstFloat(where: isMeant) else { continue }
        return (found.way + [.key(entry.name)], found.node)
      }
    }
    return nil
  }
}
