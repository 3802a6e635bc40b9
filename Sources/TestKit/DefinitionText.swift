/// The text of a CustomResourceDefinition, in as few words as a test needs to say.
package enum DefinitionText {
  /// A definition with the one version `v1`, whose objects live in namespaces.
  ///
  /// - Parameters:
  ///   - kind: as `Gateway`.
  ///   - resource: the plural with the group, as `gateways.example.dev`.
  ///   - schema: YAML of the fields of `openAPIV3Schema` beside its type.
  package static func definition(of kind: String, as resource: String, schema: String) -> String {
    let parts = resource.split(separator: ".", maxSplits: 1)
    let fields = schema.split(separator: "\n").map { "        \($0)" }.joined(separator: "\n")
    return """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: \(resource)}
      spec:
        group: \(parts[1])
        scope: Namespaced
        names: {kind: \(kind), plural: \(parts[0]), singular: \(kind.lowercased())}
        versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
      \(fields)

      """
  }
}
