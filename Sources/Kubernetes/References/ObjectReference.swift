import YAML

/// A name that an object holds of another one.
package struct ObjectReference: Sendable {
  /// The scalar that holds the name.
  package let name: ObjectField
  /// The scalar that holds the namespace of the object that is named; nil where the reference has
  /// none, and the name is one of the referrer's namespace or of the cluster.
  package let namespace: ObjectField?
  /// The kinds of which one has an object of the name, at least one.
  package let targets: [KindPattern]
}

extension KubernetesObject {
  /// The names of other objects that the object holds, in the order of the table of references.
  ///
  /// Where the reference itself says a kind, as `roleRef` and `subjects` do, only names of that kind
  /// are among them: a User is no object. A name in the `resourceNames` of a role may be of any
  /// kind that the table knows there.
  package var nameReferences: [ObjectReference] {
    let gvk = gvk
    var order: [PathPattern] = []
    var targets: [PathPattern: [KindPattern]] = [:]
    for reference in NameReference.all {
      for field in reference.fields where field.kind.matches(gvk) {
        if targets[field.pattern] == nil { order.append(field.pattern) }
        targets[field.pattern, default: []].append(reference.target)
      }
    }
    return order.flatMap { pattern in references(along: pattern, to: targets[pattern] ?? []) }
  }

  private func references(
    along pattern: PathPattern, to targets: [KindPattern]
  ) -> [ObjectReference] {
    pattern.fields(of: field).compactMap { found in
      let holder = found.node.mapping == nil ? field(at: found.path.parent) : found
      guard let name = found.node.mapping == nil ? found : found["name"], name.text != nil else {
        return nil
      }
      // The kind beside the name, but not that of the object itself.
      let kind = holder?.path.isEmpty == true ? nil : holder?["kind"]?.text
      let targets = targets.filter { kind == nil || $0.kind == kind }
      guard !targets.isEmpty else { return nil }
      return ObjectReference(name: name, namespace: holder?["namespace"], targets: targets)
    }
  }
}
