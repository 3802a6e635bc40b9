import Admission
import Diagnostics
import Kubernetes
import Testing
import YAML

struct AdmissionReviewTests {
  private func review(_ json: String) throws -> AdmissionReview {
    try AdmissionReview(
      json: SourceFile(path: "review.json", text: json), mapper: .standard)
  }

  @Test func `a review says who asks for what`() throws {
    let review = try review(
      """
      {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
        "uid": "u-1", "operation": "UPDATE", "name": "c", "namespace": "app", "dryRun": false,
        "kind": {"group": "", "version": "v1", "kind": "ConfigMap"},
        "resource": {"group": "", "version": "v1", "resource": "configmaps"}, "subResource": "status",
        "userInfo": {"username": "ada", "groups": ["dev"], "extra": {"scopes": ["x"]}},
        "object": {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}},
        "oldObject": null}}
      """)
    #expect(review.request.uid == "u-1")
    #expect(review.request.operation == .update)
    #expect(review.request.namespace == "app")
    #expect(review.request.subresource == "status")
    #expect(review.request.dryRun == false)
    #expect(review.request.oldObject == nil)
    #expect(review.request.userInfo.username == "ada")
    #expect(review.request.userInfo.extra == [.init(key: "scopes", values: ["x"])])
    #expect(
      review.answer(AdmissionChain.Answer(verdict: Verdict(request: review.request))).json
        == #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","#
        + #""response":{"uid":"u-1","allowed":true}}"#)
  }

  @Test func `an operation and an object are enough`() throws {
    let request = try review(
      """
      {"request": {"operation": "CREATE", "object":
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}}}}
      """
    ).request
    #expect(request.resource.groupResource == "deployments.apps")
    #expect(request.namespace == "default")
    #expect(request.name == "d")
    #expect(request.dryRun)
    #expect(request.userInfo == .administrator)
  }

  @Test(arguments: [
    ("v1", "ConfigMap", "production"), ("v1", "PersistentVolume", nil),
    ("example.dev/v1", "Gateway", "production"),
  ])
  func `an object is in the namespace that the request is made in`(
    apiVersion: String, kind: String, namespace: String?
  ) throws {
    let request = try review(
      """
      {"request": {"operation": "CREATE", "namespace": "production", "object":
        {"apiVersion": "\(apiVersion)", "kind": "\(kind)", "metadata": {"name": "x"}}}}
      """
    ).request
    #expect(request.object?["metadata"]?["namespace"]?.string == namespace)
  }

  @Test func `what a connection is opened with has no labels to select by`() throws {
    let text = PolicyFixture.policy(
      "validations: [{expression: 'false'}]",
      resource: #"apiGroups: [""], apiVersions: [v1], resources: [pods/exec]"#
    ).replacing("CREATE, UPDATE", with: "CONNECT").replacing(
      "  matchConstraints:",
      with:
        "  matchConstraints:\n    objectSelector: {matchExpressions: [{key: a, operator: DoesNotExist}]}"
    )
    let fixture = PolicyFixture(text)
    #expect(fixture.policies.diagnostics == [])
    let request = try review(
      """
      {"request": {"operation": "CONNECT", "name": "x", "namespace": "app", "subResource": "exec",
        "resource": {"group": "", "version": "v1", "resource": "pods"},
        "object": {"apiVersion": "v1", "kind": "PodExecOptions", "command": ["sh"]}}}
      """
    ).request
    let engine = Engine(
      policies: fixture.policies.policies,
      state: ClusterState(objects: [], policies: fixture.policies.policies))
    #expect(engine.evaluate(request).isAllowed)
  }

  @Test func `a server that names no object deletes a collection`() throws {
    let deletion =
      #""operation": "DELETE", "oldObject": {"kind": "ConfigMap", "metadata": {"name": "c"}}"#
    let resource = #""resource": {"group": "", "version": "v1", "resource": "configmaps"}"#
    #expect(try review("{\"request\": {\(deletion)}}").request.name == "c")
    #expect(
      try review("{\"request\": {\(deletion), \(resource), \"name\": \"c\"}}").request.name == "c")
    let collection = try review("{\"request\": {\(deletion), \(resource)}}").request
    #expect(collection.name == "")
    #expect(collection.identity.name == "Unknown")
  }

  @Test(arguments: [
    ("{", "expected"), ("{}", "a review has a request"),
    (
      #"{"request": {"operation": "SING"}}"#,
      "operation \"SING\" is none of CREATE, UPDATE, DELETE, CONNECT"
    ),
    (#"{"request": {"operation": "CREATE"}}"#, "a request has an object or an old object"),
  ])
  func `what is no review is said`(json: String, message: String) throws {
    let error = #expect(throws: AdmissionReview.Malformed.self) { try review(json) }
    #expect(error?.location != nil)
    if message != "expected" { #expect(error?.message == message) }
  }

  @Test func `a refusal has a status`() throws {
    let fixture = PolicyFixture(
      PolicyFixture.policy(
        "validations: [{expression: 'false', reason: Forbidden, message: refused}]"))
    let verdict = try fixture.verdict(on: PolicyFixture.configMap())
    let review = try review(
      #"{"request": {"operation": "CREATE", "object": {"kind": "ConfigMap"}}}"#)
    #expect(
      review.answer(AdmissionChain.Answer(verdict: verdict)).json
        == #"{"response":{"allowed":false,"status":{"message":"configmaps \"c\" is forbidden: "#
        + #"ValidatingAdmissionPolicy 'p' with binding 'p-binding' denied request: refused","#
        + #""reason":"Forbidden","code":403}}}"#)
  }
}
