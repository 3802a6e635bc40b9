import APIServer
import Diagnostics
import Kubernetes
import Testing
import YAML

struct DecoderTests {
  private func faults(_ text: String) throws -> [DecodingFault] {
    let parsed = SourceFile(path: "o.yaml", text: text).parsed(as: .kubernetes)
    let root = try #require(parsed.documents.first).root
    let schema = try #require(Facts.standard.schema(of: KubernetesObject(root).gvk))
    return Decoder.decode(root, as: schema).faults
  }

  @Test func `an unknown field is reported at its key with the nearest known name`() throws {
    let fault = try #require(
      try faults("apiVersion: apps/v1\nkind: Deployment\nspec:\n  replcas: 3\n").first)
    #expect(fault.message == #"unknown field "spec.replcas""#)
    #expect(fault.suggestion == "replicas")
    #expect(fault.location?.text == "replcas")
    #expect(
      [fault].serverMessage(kind: "Deployment", version: "v1").hasSuffix(
        #"handled as a Deployment: strict decoding error: unknown field "spec.replcas""#))
  }

  @Test(arguments: [
    (
      "replicas: '3'", "'3'",
      "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"
    ),
    (
      "replicas: 1.5", "1.5",
      "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type "
        + "int32"
    ),
    (
      "replicas: 2147483648", "2147483648",
      "json: cannot unmarshal number 2147483648 into Go struct field DeploymentSpec.spec.replicas "
        + "of type int32"
    ),
    (
      "selector: []", "[]",
      "json: cannot unmarshal array into Go struct field DeploymentSpec.spec.selector of type "
        + "v1.LabelSelector"
    ),
    (
      "template: {spec: {containers: [{name: c, resources: {limits: {cpu: 1x}}}]}}", "1x",
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    ),
    (
      "template: {spec: {containers: [{name: 5}]}}", "5",
      "json: cannot unmarshal number into Go struct field "
        + "Container.spec.template.spec.containers.name of type string"
    ),
    (
      "template: {metadata: {labels: {a.b/c: 5}}}", "5",
      "json: cannot unmarshal number into Go struct field ObjectMeta.spec.template.metadata.labels "
        + "of type string"
    ),
    (
      "template: {spec: {dnsPolicy: 5}}", "5",
      "json: cannot unmarshal number into Go struct field PodSpec.spec.template.spec.dnsPolicy of "
        + "type v1.DNSPolicy"
    ),
    (
      "template: {spec: {containers: [{name: c, resources: {limits: 5}}]}}", "5",
      "json: cannot unmarshal number into Go struct field "
        + "ResourceRequirements.spec.template.spec.containers.resources.limits of type "
        + "v1.ResourceList"
    ),
    (
      "template: {spec: {containers: [{name: c, livenessProbe: {tcpSocket: {port: true}}}]}}",
      "true",
      "json: cannot unmarshal bool into Go struct field "
        + "TCPSocketAction.spec.template.spec.containers.livenessProbe.ProbeHandler.tcpSocket.port "
        + "of type int32"
    ),
  ])
  func `a value of a wrong type is reported at the value in the server's words`(
    spec: String, text: String, message: String
  ) throws {
    let fault = try #require(
      try faults("{apiVersion: apps/v1, kind: Deployment, spec: {\(spec)}}").first)
    #expect(fault.message == message)
    #expect(fault.location?.text == text)
  }

  @Test(arguments: [
    ("2026-02-28T23:59:59Z", nil), ("2026-02-28T23:59:59.25+01:00", nil),
    (
      "soon",
      #"parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006""#
    ),
    (
      "2026-02-28 10:00:00Z",
      #"parsing time "2026-02-28 10:00:00Z" as "2006-01-02T15:04:05Z07:00": "#
        + #"cannot parse " 10:00:00Z" as "T""#
    ),
    (
      "2026-02-28T10:00:00",
      #"parsing time "2026-02-28T10:00:00" as "2006-01-02T15:04:05Z07:00": "#
        + #"cannot parse "" as "Z07:00""#
    ),
    ("2026-13-01T10:00:00Z", #"parsing time "2026-13-01T10:00:00Z": month out of range"#),
    ("2026-02-29T10:00:00Z", #"parsing time "2026-02-29T10:00:00Z": day out of range"#),
    ("2026-02-28T24:00:00Z", #"parsing time "2026-02-28T24:00:00Z": hour out of range"#),
    ("2026-02-28T10:00:00Z!", #"parsing time "2026-02-28T10:00:00Z!": extra text: "!""#),
    (
      "２026-02-28T10:00:00Z",
      #"parsing time "\xef\xbc\x92026-02-28T10:00:00Z" as "2006-01-02T15:04:05Z07:00": "#
        + #"cannot parse "\xef\xbc\x92026-02-28T10:00:00Z" as "2006""#
    ),
  ])
  func `a time that cannot be read is told as Go does`(text: String, message: String?) throws {
    let faults = try faults(
      "{apiVersion: v1, kind: Pod, metadata: {creationTimestamp: \"\(text)\"}}")
    #expect(faults.map(\.message) == [message].compactMap(\.self))
  }

  @Test func `a time with microseconds has six digits of them`() throws {
    func lease(_ time: String) -> String {
      "{apiVersion: coordination.k8s.io/v1, kind: Lease, spec: {renewTime: \"\(time)\"}}"
    }
    #expect(try faults(lease("2026-02-28T10:00:00.000000Z")) == [])
    #expect(
      try faults(lease("2026-02-28T10:00:00Z")).first?.message
        == #"parsing time "2026-02-28T10:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": "#
        + #"cannot parse "Z" as ".000000""#)
  }

  @Test func `of several faults the server tells the one that stops it`() throws {
    let faults = try faults(
      "{apiVersion: v1, kind: Pod, metadata: {finalizers: x, creationTimestamp: {}}}")
    #expect(faults.count == 2)
    #expect(
      faults.serverMessage(kind: "Pod", version: "v1").hasSuffix(
        "json: cannot unmarshal object into Go struct field ObjectMeta.metadata.creationTimestamp "
          + "of type string"))
  }

  @Test(arguments: ["null", "~", "{}"])
  func `null stands for an absent field`(value: String) throws {
    #expect(try faults("{apiVersion: apps/v1, kind: Deployment, spec: \(value)}") == [])
  }

  @Test func `the server refuses to decode the same recorded objects`() {
    var misses: [String] = []
    for recorded in RecordedCases.create.cases {
      let object = KubernetesObject(recorded.object)
      guard let schema = Facts.standard.schema(of: object.gvk) else { continue }
      let isRefused = recorded.answer["code"]?.scalar?.integer == 400
      let faults = Decoder.decode(object.root, as: schema).faults
      if faults.isEmpty == isRefused { misses.append(recorded.label) }
    }
    #expect(RecordedCases.create.cases.count == (RecordedCases.isWhole ? 10_255 : 1_465))
    #expect(misses == [])
  }
}
