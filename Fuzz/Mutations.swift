import APIServer
import Admission
import Diagnostics
import Kubernetes
import YAML

/// The expression of a mutating policy, after a digit that chooses the object and the type of patch:
/// compiled, evaluated, brought into the object, which is judged and stored. The answer's patch must
/// apply to the object that was sent.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 1 else { return 0 }
  let choice = unsafe Int(bytes[0])
  let expression = unsafe String(
    decoding: UnsafeBufferPointer(start: bytes + 1, count: count - 1), as: UTF8.self)
  let object = objects[choice / 2 % objects.count]
  let loaded = PolicySet.load(
    [policy(expression, isPatch: choice % 2 == 1), binding] + definitions, facts: nil)
  guard loaded.refusals.isEmpty else { return 0 }
  let state = ClusterState(objects: definitions, policies: loaded.policies)
  let chain = AdmissionChain(
    engine: Engine(policies: loaded.policies, state: state), validator: validator, judges: true)
  let answer = chain.answer(AdmissionRequest(.create, object: object, mapper: state.mapper))
  guard let patch = answer.patch else { return 0 }
  do throws(JSONPatch.Failure) { _ = try patch.applied(to: object) } catch {
    preconditionFailure("\(patch.node.json) does not apply: \(error.message)")
  }
  return 0
}

private func policy(_ expression: String, isPatch: Bool) -> KubernetesObject {
  let kind = isPatch ? "JSONPatch" : "ApplyConfiguration"
  let field = isPatch ? "jsonPatch" : "applyConfiguration"
  return KubernetesObject(
    json(
      """
      {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingAdmissionPolicy",
       "metadata": {"name": "p"}, "spec": {"reinvocationPolicy": "IfNeeded",
       "matchConstraints": {"resourceRules": [{"operations": ["*"], "apiGroups": ["*"],
         "apiVersions": ["*"], "resources": ["*"]}]},
       "variables": [{"name": "v", "expression": "object.metadata.name"}],
       "mutations": [{"patchType": "\(kind)", "\(field)":
         {"expression": \(Node.string(expression).json)}}]}}
      """))
}

private let binding = KubernetesObject(
  json(
    """
    {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingAdmissionPolicyBinding",
     "metadata": {"name": "p"}, "spec": {"policyName": "p"}}
    """))

private let definitions = [
  KubernetesObject(
    json(
      """
      {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
       "metadata": {"name": "as.b.c"}, "spec": {"group": "b.c", "scope": "Namespaced",
       "names": {"plural": "as", "singular": "a", "kind": "A", "listKind": "AList"},
       "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema":
         {"type": "object", "properties": {"spec": {"type": "object", "properties": {
           "n": {"type": "integer", "default": 1}, "s": {"type": "string"},
           "l": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set"},
           "m": {"type": "array", "items": {"type": "object", "required": ["k"], "properties":
             {"k": {"type": "string"}, "v": {"type": "string"}}}, "x-kubernetes-list-type": "map",
             "x-kubernetes-list-map-keys": ["k"]},
           "i": {"x-kubernetes-int-or-string": true},
           "f": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}}}}}]}}
      """))
]

private let validator = Validator.evaluatingRules(definitions: definitions)

private let objects = [
  json(
    """
    {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a", "namespace": "b"},
     "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels":
     {"a": "b"}}, "spec": {"containers": [{"name": "a", "image": "b", "ports":
     [{"containerPort": 1}], "env": [{"name": "X", "value": "y"}]}]}}}}
    """),
  json(
    """
    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "labels": {"a": "b"}},
     "data": {"a/b": "c", "d": "1"}}
    """),
  json(
    """
    {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports":
     [{"port": 1}, {"port": 1, "protocol": "UDP", "name": "u"}]}}
    """),
  json(
    """
    {"apiVersion": "b.c/v1", "kind": "A", "metadata": {"name": "a"}, "spec": {"l": ["a"], "m":
     [{"k": "a", "v": "b"}], "i": 1, "f": {"g": [null, {}]}}}
    """),
]

private func json(_ text: String) -> Node {
  do throws(SyntaxError) {
    return try SourceFile(path: "fuzz.json", bytes: Array(text.utf8)).parsedJSON().root
  } catch {
    preconditionFailure(error.message)
  }
}
