import Diagnostics
import Kubernetes
import Relations
import Testing
import YAML

struct RelationalChangeTests {
  private static func pod(_ fields: String) -> [KubernetesObject] {
    let text =
      "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{\(fields)}]}}"
    let file = SourceFile(path: "web.yaml", bytes: Array(text.utf8))
    return file.parsed(as: .kubernetes).documents.map { KubernetesObject($0.root) }
  }

  @Test(arguments: [
    ("image: web:2, resources: {requests: {cpu: 1}}", true, true),
    ("image: web:1, resources: {requests: {cpu: 2}}", true, false),
    ("image: web:1, resources: {requests: {memory: 1}}", false, false),
    ("image: web:1, resources: {requests: {cpu: null}}", false, false),
    ("image: web:1, resources: {limits: {cpu: 1}}", false, false),
    ("image: null, resources: {requests: {cpu: 1}}", false, false),
  ])
  func `a change is invisible where no rule reads what is not the same`(
    _ fields: String, _ withoutLimits: Bool, _ withLimits: Bool
  ) {
    let before = Self.pod("image: web:1, resources: {requests: {cpu: 1}}")
    let after = Self.pod(fields)
    let unlimited = RelationalChange(countingAmounts: false)
    #expect(unlimited.isInvisible(from: before, to: after) == withoutLimits)
    #expect(
      RelationalChange(countingAmounts: true).isInvisible(from: before, to: after) == withLimits)
    #expect(!unlimited.isInvisible(from: before, to: []))
  }
}
