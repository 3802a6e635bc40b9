package import Kubernetes
import Values
package import YAML

/// What the server says of one object.
package struct ServerVerdict: Sendable {
  /// What is wrong with how the object is written; when there is any, nothing else is judged.
  package var faults: [DecodingFault]
  /// The rules that the object breaks, in the server's order.
  package var causes: [Cause]
  /// What the server would warn of; empty for an object that it refuses.
  package var warnings: [Warning]
  /// Why the object is refused where no field is to blame.
  package var refusal: String?
  /// The kind that was probably meant, where the server has none of the object's.
  package var meant: GroupVersionKind?
  /// Whether a server of the release has the kind, but its fields could not be judged, because
  /// their schema went with the release that removed it.
  package var isWithoutSchema = false
  /// The object with its defaults, in memory form; nil when it could not be decoded.
  package var decoded: Node?
  /// How the object is written; nil for custom kinds, whose two forms are one.
  var schema: ObjectSchema?

  /// The object as the server stores it and hands it to policies, merged into the one that it
  /// replaces; nil where it could not be decoded or its kind is not known.
  package var stored: Node? {
    guard let decoded, let schema else { return decoded }
    return Storage.form(of: decoded, as: schema)
  }

  /// Whether the server would store the object.
  package var isAccepted: Bool { faults.isEmpty && causes.isEmpty && refusal == nil }
}

extension ServerVerdict {
  /// The verdict on an object that cannot be read at all.
  package init(unreadable faults: [DecodingFault]) {
    self.init(faults: faults, causes: [], warnings: [])
  }
}

/// Judges objects as the API server does: decoding, defaults, rules, warnings.
package struct Validator: Sendable {
  private let expressions: ExpressionRules
  private let schemaRules: (any SchemaRuleEvaluating)?
  /// The release of the server.
  package let release: KubernetesRelease
  /// The kinds that are judged beside those that are built in.
  package let customResources: CustomResources

  /// - Parameters:
  ///   - expressions: what a CEL compiler says of the expressions in policies.
  ///   - schemaRules: what evaluates the rules of CustomResourceDefinitions.
  ///   - definitions: objects whose CustomResourceDefinitions add kinds.
  ///   - release: the server's release; kinds and fields that it does not have are refused.
  package init(
    expressions: ExpressionRules = .unchecked, schemaRules: (any SchemaRuleEvaluating)? = nil,
    definitions: [KubernetesObject] = [], release: KubernetesRelease = Facts.release
  ) {
    self.release = release
    self.expressions = expressions
    self.schemaRules = schemaRules
    customResources = CustomResources(definitions: definitions, rules: schemaRules)
  }

  /// What the server knows of its own kinds.
  package var facts: Facts { .of(release) }

  /// Whether a verdict on the kind can be given: it is or was built in, or is defined, or its group
  /// is the server's own, which has no such kind.
  package func knows(_ gvk: GroupVersionKind) -> Bool {
    if customResources.defines(gvk) { return true }
    guard let kind = facts.kind(gvk) else { return UnknownKind.of(release).isRefused(gvk) }
    return kind.resource != nil || kind.removed != nil || UnknownKind.of(release).isRefused(gvk)
  }

  /// The object as the server holds it, with every default; unchanged where its kind is not known.
  ///
  /// Unlike one that is created, it may be on its way out, and others may have made it: what says so
  /// stays.
  package func held(_ object: KubernetesObject) -> KubernetesObject {
    var root = stored(object).root
    Creation.keepHistory(of: object.root, in: &root, gvk: object.gvk)
    return KubernetesObject(root)
  }

  /// The object as the server would store it when it is created; unchanged where its kind is not
  /// known.
  package func stored(_ object: KubernetesObject) -> KubernetesObject {
    guard let custom = customResources.kind(object.gvk) else {
      return Defaulting.apply(to: object, by: facts)
    }
    return KubernetesObject(custom.stored(object))
  }

  /// The verdict on the creation of an object, or on its application over one that is there.
  package func verdict(
    on object: KubernetesObject, replacing old: KubernetesObject? = nil
  ) -> ServerVerdict {
    verdict(on: submission(of: object, replacing: old))
  }

  /// The object as the server reads it and fills it in, before policies mutate it.
  package func submission(
    of object: KubernetesObject, replacing old: KubernetesObject? = nil
  ) -> Submission {
    let gvk = object.gvk
    if let refusal = RequestSize.refusal(of: object) {
      var submission = Submission(gvk)
      submission.refusal = refusal
      return submission
    }
    if let custom = customResources.kind(gvk) {
      return custom.submission(of: object, replacing: old)
    }
    let facts = facts
    guard let kind = facts.kind(gvk), kind.isServed(in: release) else {
      var submission = Submission(gvk)
      submission.refusal = ReleaseRules.refusal(of: gvk, in: release)
      submission.meant = ReleaseRules.kind(meantBy: gvk, in: release)
      return submission
    }
    guard let schema = kind.schema, kind.resource != nil else {
      var submission = Submission(gvk)
      submission.warnings = Warning.all(for: object.root, gvk: gvk, release: release)
      submission.isWithoutSchema = true
      return submission
    }
    var (root, decodingFaults) = Decoder.decode(object.root, as: schema)
    let faults =
      ReleaseRules.dated(decodingFaults, schema, release)
      + ReleaseRules.faults(in: root, schema, release)
    guard faults.isEmpty else {
      var submission = Submission(gvk, type: .builtIn(schema))
      submission.faults = faults
      return submission
    }
    DisabledFields.drop(from: &root, gvk: gvk, in: schema.described)
    let before = old.flatMap { old in old.gvk == gvk ? Self.stored(old, as: schema) : nil }
    var filled = root
    if let old, let before {
      let merged = ServerSideApply.merge(
        live: before, last: old.root, new: object.root, shape: MergeShape(schema))
      filled = Decoder.decode(merged, as: schema).root
      DisabledFields.drop(from: &filled, gvk: gvk, in: schema.described)
      filled = Defaulting.fill(filled, as: schema)
    } else {
      filled = Defaulting.fill(root, as: schema)
    }
    Creation.convert(&filled, gvk: gvk)
    Creation.admit(&filled, gvk: gvk, isNew: before == nil, by: facts)
    var submission = Submission(gvk, root: filled, type: .builtIn(schema))
    submission.before = before
    return submission
  }

  /// An object that was read, and perhaps changed by policies since, as the server stores it.
  package func stored(_ submission: Submission) -> Node? {
    guard var filled = submission.root, case .builtIn(let schema)? = submission.type else {
      guard case .custom(let kind)? = submission.type else { return submission.root }
      return submission.root.map { kind.prepared($0, isNew: submission.before == nil) }
    }
    prepare(&filled, of: submission)
    return Storage.form(of: filled, as: schema)
  }

  private func prepare(_ root: inout Node, of submission: Submission) {
    if let before = submission.before {
      Creation.prepareUpdate(&root, replacing: before, gvk: submission.gvk)
    } else {
      Creation.prepare(&root, gvk: submission.gvk)
    }
    Creation.assignName(to: &root, gvk: submission.gvk)
  }

  /// The verdict on an object that was read, and perhaps changed by policies since.
  package func verdict(on submission: Submission) -> ServerVerdict {
    let gvk = submission.gvk
    guard var filled = submission.root, let type = submission.type else {
      return ServerVerdict(
        faults: submission.faults, causes: [], warnings: submission.warnings,
        refusal: submission.refusal, meant: submission.meant,
        isWithoutSchema: submission.isWithoutSchema)
    }
    let before = submission.before
    let schema: ObjectSchema
    switch type {
    case .custom(let kind): return kind.verdict(on: filled, replacing: before)
    case .builtIn(let found): schema = found
    }
    prepare(&filled, of: submission)
    let causes = causes(filled, replacing: before, gvk: gvk)
    let warnings = causes.isEmpty ? Warning.all(for: filled, gvk: gvk, release: release) : []
    return ServerVerdict(
      faults: [], causes: causes, warnings: warnings, decoded: filled, schema: schema)
  }

  /// What the server holds of an object that was created; its status stays.
  private static func stored(_ object: KubernetesObject, as schema: ObjectSchema) -> Node {
    let status = object.root["status"]
    var root = Decoder.decode(object.root, as: schema).root
    DisabledFields.drop(from: &root, gvk: object.gvk, in: schema.described)
    root = Defaulting.fill(root, as: schema)
    Creation.create(&root, gvk: object.gvk, by: .of(schema.described))
    Creation.identifyJob(&root, gvk: object.gvk)
    Creation.assignName(to: &root, gvk: object.gvk)
    Creation.keepHistory(of: object.root, in: &root, gvk: object.gvk)
    root.changeMapping { $0["status"] = status }
    return root
  }

  /// The rules of the kind; those of every object's metadata only when the kind's own all hold.
  private func causes(_ root: Node, replacing old: Node?, gvk: GroupVersionKind) -> [Cause] {
    let fields = root.mapping ?? Mapping()
    var validation = Validation(
      root, expressions: expressions, isUpdate: old != nil, release: release)
    if let before = old?.mapping {
      validation.metadataUpdate(fields, before)
      UpdateRules.rules(for: gvk)?(&validation, fields, before)
    }
    KindRules.rules(for: gvk)?(&validation, fields)
    if gvk == CustomResources.definitionKind {
      validation.customResourceDefinition(fields, rules: schemaRules)
    }
    validation.staticName(fields, gvk)
    if validation.causes.isEmpty, !ReviewRules.isReview(gvk) {
      let isNamespaced = facts.resource(of: gvk)?.isNamespaced ?? true
      validation.metadata(fields, name: .pathSegment, isNamespaced: isNamespaced)
    }
    return validation.causes
  }
}
