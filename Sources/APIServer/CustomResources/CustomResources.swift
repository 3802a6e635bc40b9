package import Kubernetes
import Values
import YAML

/// The kinds that CustomResourceDefinitions add to those that are built in.
package struct CustomResources: Sendable {
  private var kinds: [GroupVersionKind: CustomKind] = [:]

  /// No kind beyond those that are built in.
  package static let none = CustomResources(definitions: [])

  /// The kinds of the definitions among `objects`; every other object is passed over.
  ///
  /// - Parameter rules: what evaluates `x-kubernetes-validations`; nil leaves the rules unasked.
  package init(definitions objects: [KubernetesObject], rules: (any SchemaRuleEvaluating)? = nil) {
    for definition in objects.compactMap(CustomResourceDefinition.init) {
      for kind in CustomKind.read(definition, rules: rules) { kinds[kind.gvk] = kind }
    }
  }

  static let definitionKind = GroupVersionKind(
    group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition")

  /// Whether a definition serves the kind.
  package func defines(_ gvk: GroupVersionKind) -> Bool { kinds[gvk] != nil }

  /// The resource that serves a kind, as its definition names it.
  package func resource(of gvk: GroupVersionKind) -> APIResource? { kinds[gvk]?.resource }

  /// The schema of a kind, where the definition has one.
  package func schema(of gvk: GroupVersionKind) -> StructuralSchema? { kinds[gvk]?.schema }

  func kind(_ gvk: GroupVersionKind) -> CustomKind? { kinds[gvk] }
}

/// One version of a kind that a CustomResourceDefinition serves.
struct CustomKind: Sendable {
  let gvk: GroupVersionKind
  let resource: APIResource
  let schema: StructuralSchema
  let rules: RuledSchema?
  /// Whether `status` is written on its own, so that a creation drops it.
  let hasStatus: Bool
  /// Where the numbers of replicas stand, for a kind that is scaled.
  let scale: ScalePaths?
  /// What the server warns of when the version is used.
  let deprecation: String?
  /// The schema of the version in which objects are kept; nil where it is this one.
  let storage: StructuralSchema?

  static func read(
    _ definition: CustomResourceDefinition, rules: (any SchemaRuleEvaluating)?
  ) -> [CustomKind] {
    let kept = definition.versions.first { $0.node["storage"]?.scalar?.boolean == true }
    var known = StructuralSchema.Known()
    let keptSchema = kept.flatMap { $0.node["schema"]?["openAPIV3Schema"] }
      .map { known.schema($0) }
    return definition.versions.filter(\.isServed).map { served in
      let version = served.node.mapping ?? Mapping()
      let schema = known.schema(version.value("schema")["openAPIV3Schema"] ?? .null())
      let gvk = GroupVersionKind(
        group: definition.group, version: served.name, kind: definition.kind)
      let warning =
        version.optionalText("deprecationWarning") ?? definition.deprecation(of: served)
      return CustomKind(
        gvk: gvk,
        resource: APIResource(
          name: definition.plural, isNamespaced: definition.isNamespaced, isCreatable: true),
        schema: schema,
        rules: rules.flatMap { RuledSchema(schema, isResource: true, $0) },
        hasStatus: version.value("subresources").has("status"),
        scale: version.value("subresources").object("scale").map { ScalePaths($0) },
        deprecation: version.isTrue("deprecated") ? warning : nil,
        storage: served.name == kept?.name ? nil : keptSchema)
    }
  }
}

extension CustomKind {
  /// The object as the server reads it: created, or applied over one that is there.
  func submission(of object: KubernetesObject, replacing old: KubernetesObject?) -> Submission {
    let (root, faults) = CustomObject.decode(object.root, as: schema)
    guard faults.isEmpty else {
      var submission = Submission(gvk, type: .custom(self))
      submission.faults = faults
      return submission
    }
    let before = old.flatMap { $0.gvk == gvk ? stored($0) : nil }
    var filled = root
    if let before {
      guard schema.canApply(root) else {
        var submission = Submission(gvk)
        submission.refusal =
          "failed to create typed patch object (\(object.namespace)/\(object.name); "
          + "\(gvk.apiVersion), Kind=\(gvk.kind)): a value is of another type than its schema's"
        return submission
      }
      filled = merged(root, into: before, last: old?.root)
    }
    fill(&filled)
    if before == nil { schema.dropNulls(&filled) }
    var submission = Submission(gvk, root: filled, type: .custom(self))
    submission.before = before
    return submission
  }

  /// The object on its way into storage: a status is written on its own.
  func prepared(_ root: Node, isNew: Bool) -> Node {
    guard isNew else { return root }
    var root = root
    root.changeMapping { object in
      Creation.prepareMetadata(&object)
      if hasStatus { object["status"] = nil }
    }
    if hasStatus { schema.fill(&root) }
    return root
  }

  /// The server's verdict on an object that was read, and perhaps changed since.
  func verdict(on root: Node, replacing before: Node?) -> ServerVerdict {
    let root = prepared(root, isNew: before == nil)
    let causes = causes(root, replacing: before)
    var warnings: [Warning] = []
    if causes.isEmpty {
      if let deprecation {
        warnings.append(
          Warning(message: deprecation, location: root["apiVersion"]?.origin.location))
      }
      warnings += Warning.finalizers(of: root, before: before)
    }
    return ServerVerdict(faults: [], causes: causes, warnings: warnings, decoded: root)
  }

  /// The object as the server stores it: in another version than its own, where it is kept so.
  func stored(_ object: KubernetesObject) -> Node {
    var root = CustomObject.decode(object.root, as: schema).root
    fill(&root)
    schema.dropNulls(&root)
    root = prepared(root, isNew: true)
    guard let storage else { return root }
    root = CustomObject.decode(root, as: storage).root
    schema.fill(&root)
    return root
  }

  /// What an application makes of the object that is there; its status is its own affair.
  private func merged(_ root: Node, into before: Node, last: Node?) -> Node {
    let shape = MergeShape(resource: schema)
    let applied = ServerSideApply.owned(root, shape: shape) ?? Node(Mapping())
    let last = last.map { CustomObject.decode($0, as: schema).root }
    var merged = ServerSideApply.merge(live: before, last: last, new: applied, shape: shape)
    merged = CustomObject.decode(merged, as: schema).root
    if hasStatus { merged.changeMapping { $0["status"] = before["status"] } }
    return merged
  }

  /// Fills in the namespace and the schema's defaults.
  func fill(_ root: inout Node) {
    root.changeMapping { Creation.placeInNamespace(&$0, resource) }
    schema.fill(&root)
  }

  private func causes(_ root: Node, replacing old: Node?) -> [Cause] {
    var validation = Validation(root, isUpdate: old != nil)
    let fields = root.mapping ?? Mapping()
    if let before = old?.mapping { validation.metadataUpdate(fields, before) }
    validation.metadata(
      fields, name: .dns1123Subdomain, isNamespaced: resource.isNamespaced)
    for cause in SchemaValidation.causes(root, schema, old: old) {
      if let path = cause.path {
        validation.report(cause.reason, path, cause.message)
      } else {
        validation.reportElsewhere(cause.reason, Self.nowhere, cause.message)
      }
    }
    if let scale { validation.scale(fields, scale) }
    validation.embeddedResources(root, schema, isRoot: true)
    validation.listTypes(root, schema)
    guard let rules else { return validation.causes }
    if validation.causes.contains(where: { Self.blocking.contains($0.reason) }) {
      validation.reportElsewhere(
        .invalid, Self.nowhere,
        "Invalid value: null: some validation rules were not checked because the object was "
          + "invalid; correct the existing errors to complete validation")
    } else {
      var budget = rules.budget
      rules.check(root, old: old, &validation, budget: &budget)
    }
    return validation.causes
  }

  /// How the server names a field that is none.
  private static let nowhere = "<nil>"

  /// After these the rules of a schema could read what is not there.
  private static let blocking: Set<Cause.Reason> = [
    .notSupported, .required, .tooLong, .tooMany, .typeInvalid,
  ]
}
