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
  ])
  func `a value of a wrong type is reported at the value in the server's words`(
    spec: String, text: String, message: String
  ) throws {
    let fault = try #require(
      try faults("{apiVersion: apps/v1, kind: Deployment, spec: {\(spec)}}").first)
    #expect(fault.message == message)
    #expect(fault.location?.text == text)
  }

  @Test(arguments: ["null", "~", "{}"])
  func `null stands for an absent field`(value: String) throws {
    #expect(try faults("{apiVersion: apps/v1, kind: Deployment, spec: \(value)}") == [])
  }

  @Test func `the server refuses to decode the same recorded objects`() {
    var misses: [String] = []
    for recorded in RecordedCases.create {
      let object = KubernetesObject(recorded.object)
      guard let schema = Facts.standard.schema(of: object.gvk) else { continue }
      let isRefused = recorded.answer["code"]?.scalar?.integer == 400
      let faults = Decoder.decode(object.root, as: schema).faults
      if faults.isEmpty == isRefused { misses.append(recorded.label) }
    }
    #expect(RecordedCases.create.count == (RecordedCases.isWhole ? 10_255 : 1_465))
    #expect(misses == [])
  }
}
