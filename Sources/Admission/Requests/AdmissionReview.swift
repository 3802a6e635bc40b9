package import Diagnostics
import Display
import Kubernetes
import Values
package import YAML

/// A question and its answer in the form in which an API server asks webhooks.
///
/// `admission.k8s.io/v1` AdmissionReview; only `request.operation` and an object are needed, the
/// rest follows from the object where it is absent.
package struct AdmissionReview: Sendable {
  /// What is asked.
  package var request: AdmissionRequest
  /// The review's own type, which the answer repeats; nil where it named none.
  private var typeMeta: (apiVersion: Node, kind: Node)?

  /// Why a text is no review.
  package struct Malformed: Error, Hashable {
    /// One sentence, lower case, no full stop.
    package var message: String
    /// The place in the review; nil for the review as a whole.
    package var location: Location?
  }

  /// Reads a review from one JSON value.
  package init(json file: SourceFile, mapper: RESTMapper) throws(Malformed) {
    let root: Node
    do {
      root = try file.parsedJSON().root
    } catch {
      throw Malformed(message: error.message, location: error.location)
    }
    try self.init(root, mapper: mapper)
  }

  /// Reads a review from a tree.
  package init(_ root: Node, mapper: RESTMapper) throws(Malformed) {
    guard let fields = root["request"], fields.mapping != nil else {
      throw Malformed(message: "a review has a request", location: root.origin.location)
    }
    let word = fields["operation"]?.string ?? ""
    guard let operation = AdmissionRequest.Operation(rawValue: word) else {
      let known = AdmissionRequest.Operation.allCases.map(\.rawValue).joined(separator: ", ")
      throw Malformed(
        message: "operation \(word.goQuoted) is none of \(known)",
        location: (fields["operation"] ?? fields).origin.location)
    }
    let object = fields["object"].flatMap { $0.isNull ? nil : $0 }
    let oldObject = fields["oldObject"].flatMap { $0.isNull ? nil : $0 }
    guard [object, oldObject].contains(where: { $0?.mapping != nil }) else {
      throw Malformed(
        message: "a request has an object or an old object", location: fields.origin.location)
    }
    request = AdmissionRequest(operation, object: object, oldObject: oldObject, mapper: mapper)
    request.read(fields)
    request = request.placed
    if let apiVersion = root["apiVersion"], let kind = root["kind"] {
      typeMeta = (apiVersion, kind)
    }
  }

  /// The answer to what is no review: a refusal that says why.
  package static func answer(_ error: Malformed) -> Node {
    var status = Mapping()
    status["message"] = .string(error.message)
    status["reason"] = .string("BadRequest")
    status["code"] = .integer(400)
    var response = Mapping()
    response["allowed"] = .boolean(false)
    response["status"] = Node(status)
    var root = Mapping()
    root["response"] = Node(response)
    return Node(root)
  }

  /// The answer as a tree, to be written as JSON.
  ///
  /// Its sentences are the server's, but that what a Secret holds is hidden in them.
  ///
  /// - Parameter showsObject: whether it holds the object as the server would store it, which no
  ///   AdmissionReview has.
  package func answer(_ answer: AdmissionChain.Answer, showsObject: Bool = false) -> Node {
    let verdict = answer.verdict
    let said = ObjectSecrecy.valuesOfSecrets(
      [request.object, request.oldObject].compactMap(\.self).map(KubernetesObject.init))
    var response = Mapping()
    if !request.uid.isEmpty { response["uid"] = .string(request.uid) }
    response["allowed"] = .boolean(verdict.isAllowed)
    if let status = verdict.status {
      var fields = Mapping()
      fields["message"] = .string(said.scrubbed(status.message))
      fields["reason"] = .string(status.reason)
      fields["code"] = .integer(status.code)
      response["status"] = Node(fields)
    }
    if !verdict.warnings.isEmpty {
      response["warnings"] = Node(verdict.warnings.map { .string(said.scrubbed($0)) })
    }
    if !verdict.auditAnnotations.isEmpty {
      var annotations = Mapping()
      for annotation in verdict.auditAnnotations {
        annotations[annotation.key] = .string(said.scrubbed(annotation.value))
      }
      response["auditAnnotations"] = Node(annotations)
    }
    if verdict.isAllowed, let patch = answer.patch {
      response["patchType"] = .string("JSONPatch")
      response["patch"] = .string(Base64.encode(Array(patch.node.json.utf8)))
    }
    if showsObject, let object = answer.object { response["object"] = object }
    var root = Mapping()
    root["apiVersion"] = typeMeta?.apiVersion
    root["kind"] = typeMeta?.kind
    root["response"] = Node(response)
    return Node(root)
  }
}

extension AdmissionRequest {
  /// Takes what a review says of the request beside its objects.
  fileprivate mutating func read(_ fields: Node) {
    if let uid = fields["uid"]?.string { self.uid = uid }
    if let kind = fields["requestKind"] ?? fields["kind"], kind.mapping != nil {
      self.kind = GroupVersionKind(
        group: kind["group"]?.string ?? "", version: kind["version"]?.string ?? "",
        kind: kind["kind"]?.string ?? "")
    }
    if let resource = fields["requestResource"] ?? fields["resource"], resource.mapping != nil {
      self.resource = GroupVersionResource(
        group: resource["group"]?.string ?? "", version: resource["version"]?.string ?? "",
        resource: resource["resource"]?.string ?? "")
    }
    if let part = (fields["requestSubResource"] ?? fields["subResource"])?.string {
      subresource = part
    }
    if let name = fields["name"]?.string {
      self.name = name
    } else if operation == .delete, fields["resource"]?.mapping != nil {
      // A server names what is asked for in every request; without a name it is a whole collection.
      name = ""
    }
    if let namespace = fields["namespace"]?.string { self.namespace = namespace }
    if let dryRun = fields["dryRun"]?.scalar?.boolean { self.dryRun = dryRun }
    if let options = fields["options"], options.mapping != nil { self.options = options }
    if let info = fields["userInfo"], info.mapping != nil { userInfo = UserInfo(info) }
  }
}

extension UserInfo {
  fileprivate init(_ node: Node) {
    func strings(_ node: Node?) -> [String] { (node?.elements ?? []).compactMap(\.string) }
    self.init(
      username: node["username"]?.string ?? "", uid: node["uid"]?.string ?? "",
      groups: strings(node["groups"]),
      extra: (node["extra"]?.mapping?.entries ?? []).map {
        Extra(key: $0.name, values: strings($0.value))
      })
  }
}
