import APIServer
import Diagnostics
import Kubernetes
import Testing
import YAML

/// What a server makes of an object before it keeps it.
struct StoredObjectTests {
  private func object(_ text: String) throws -> KubernetesObject {
    let parsed = SourceFile(path: "o.yaml", text: text).parsed(as: .kubernetes)
    return KubernetesObject(try #require(parsed.documents.first).root)
  }

  private let leaving = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: c, deletionTimestamp: "2026-01-01T00:00:00Z", deletionGracePeriodSeconds: 5}
    """

  @Test func `an object is not made on its way out`() throws {
    let stored = Validator().stored(try object(leaving)).metadata
    #expect(stored?["deletionTimestamp"] == nil)
    #expect(stored?["deletionGracePeriodSeconds"] == nil)
  }

  @Test func `an object that is there may be on its way out`() throws {
    let held = Validator().held(try object(leaving)).metadata
    #expect(held?["deletionTimestamp"]?.string == "2026-01-01T00:00:00Z")
    #expect(held?["deletionGracePeriodSeconds"]?.scalar?.integer == 5)
  }

  @Test func `a request for a certificate tells who made it, whatever it says itself`() throws {
    let request = try object(
      """
      apiVersion: certificates.k8s.io/v1
      kind: CertificateSigningRequest
      metadata: {name: c}
      spec: {username: mallory, uid: u, request: YQ==, signerName: a.b/c, usages: [any]}
      """)
    let made = Validator().stored(request).root["spec"]
    #expect(made?["username"]?.string == Requester.username)
    #expect(made?["uid"] == nil)
    let held = Validator().held(request).root["spec"]
    #expect(held?["username"]?.string == "mallory")
    #expect(held?["uid"]?.string == "u")
  }

  @Test func `an object of the whole cluster loses the namespace that it names`() throws {
    let role = try object(
      "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, "
        + "metadata: {name: r, namespace: A_B}}")
    #expect(Validator().verdict(on: role).isAccepted)
    #expect(Validator().stored(role).namespace == "")
  }

  // MARK: Kinds and fields that a server does not have

  @Test(arguments: [
    ("apps/v1", "deployment", "apps/v1 Deployment"),
    ("apps/v2", "Deployment", "apps/v1 Deployment"),
    ("v1", "Deployment", "apps/v1 Deployment"), ("batch/v1", "Cronjob", "batch/v1 CronJob"),
  ])
  func `a kind that its group does not have is refused with the one that is meant`(
    _ version: String, _ kind: String, _ meant: String
  ) throws {
    let verdict = Validator().verdict(
      on: try object("{apiVersion: \(version), kind: \(kind), metadata: {name: a}}"))
    #expect(
      verdict.refusal == "no matches for kind \"\(kind)\" in version \"\(version)\"; did you mean "
        + "\(meant)?")
  }

  @Test func `a struct that a release has nothing of is told as a whole`() throws {
    let pod = try object(
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec:
        containers: [{name: c, image: i}]
        volumes: [{name: v, image: {reference: r, pullPolicy: Always}}]
      """)
    let release = try #require(KubernetesRelease("1.30"))
    #expect(
      Validator(release: release).verdict(on: pod).faults.map(\.message) == [
        #"unknown field "spec.volumes[0].image" in v1.30: it comes with v1.31"#
      ])
  }
}
