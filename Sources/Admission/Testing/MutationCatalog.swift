// A table: the mistakes that reviews have let through, one a row.
import Kubernetes
import Values
import YAML

extension Mutation {
  /// Every mutation, in the order of the reports.
  static let all: [Mutation] =
    resources + probes + rollouts + images + credentials + containerSecurity + podSecurity
    + placement + traffic + scaling

  private static let resources = [
    Mutation("drops the limits", .containers, merge: #"{"resources": {"limits": null}}"#),
    Mutation("drops the requests", .containers, merge: #"{"resources": {"requests": null}}"#),
    Mutation(
      "drops the memory limit", .containers, merge: #"{"resources": {"limits": {"memory": null}}}"#),
    Mutation(
      "sets a CPU limit of 64", .containers, merge: #"{"resources": {"limits": {"cpu": "64"}}}"#),
    Mutation(
      "sets a memory limit of 512Gi", .containers,
      merge: #"{"resources": {"limits": {"memory": "512Gi"}}}"#),
    Mutation(
      "takes a GPU without a request or a toleration", .containers,
      merge: #"{"resources": {"limits": {"nvidia.com/gpu": "1"}}}"#),
  ]

  private static let probes = [
    Mutation("drops the liveness probe", .servingContainers, merge: #"{"livenessProbe": null}"#),
    Mutation("drops the readiness probe", .servingContainers, merge: #"{"readinessProbe": null}"#),
    Mutation("asks liveness what readiness asks", .servingContainers) { container in
      var container = container
      guard let readiness = container["readinessProbe"] else { return nil }
      container["livenessProbe"] = readiness
      return container
    },
    Mutation(
      "lets a probe call another host", .servingContainers,
      merge: #"{"livenessProbe": {"httpGet": {"host": "10.0.0.1", "path": "/", "port": 80}}}"#),
  ]

  private static let rollouts = [
    Mutation(
      "lets a rollout take pods away", .servingDeployment,
      merge: #"{"spec": {"strategy": {"rollingUpdate": {"maxUnavailable": 1}}}}"#),
    Mutation(
      "lets a rollout start no pod first", .servingDeployment,
      merge: #"{"spec": {"strategy": {"rollingUpdate": {"maxSurge": 0}}}}"#),
    Mutation(
      "lets a rollout be stuck for a day", .servingDeployment,
      merge: #"{"spec": {"progressDeadlineSeconds": 86400}}"#),
    Mutation("runs one replica of many", .servingDeployment) { object in
      guard let count = object["spec"]?["replicas"]?.scalar?.integer, count > 1 else { return nil }
      return object.replacing(["spec", "replicas"], with: .integer(1))
    },
    Mutation("takes most replicas away", .servingDeployment, isUpdate: true) { object in
      guard let count = object["spec"]?["replicas"]?.scalar?.integer, count > 2 else { return nil }
      return object.replacing(["spec", "replicas"], with: .integer(1))
    },
    Mutation(
      "changes the selector", .object(["Deployment"]),
      merge: #"{"spec": {"selector": {"matchLabels": {"app": "another"}}}}"#, isUpdate: true),
  ]

  private static let images = [
    Mutation("takes the tag latest", .containers) { $0.changingImage { "\($0.name):latest" } },
    Mutation("names no tag", .containers) { $0.changingImage { $0.name } },
    Mutation("drops the digest", .containers) { container in
      container.changingImage { $0.digest == nil ? nil : "\($0.name):\($0.tag ?? "1")" }
    },
    Mutation("takes the image from Docker Hub", .containers) { container in
      container.changingImage { _ in "docker.io/library/busybox:1.36.1" }
    },
  ]

  private static let credentials = [
    Mutation("writes a password into the environment", .containers) {
      $0.appending(["env"], [["name": "DB_PASSWORD", "value": "correct-horse-7"]])
    },
    Mutation("writes a token into the environment", .containers) {
      let token = Example.text("ghp_" + String(repeating: "a1", count: 18))
      return $0.appending(["env"], [["name": "SETTING", "value": token]])
    },
    Mutation("writes a password on the command line", .containers) {
      $0.appending(["args"], ["--password=correct-horse-7"])
    },
    Mutation("puts a variable of a Secret on the command line", .containers) { container in
      let secret = (container["env"]?.elements ?? []).first {
        $0["valueFrom"]?["secretKeyRef"] != nil
      }
      guard let name = secret?["name"]?.string else { return nil }
      return container.appending(["args"], ["$(\(name))"])
    },
    Mutation(
      "puts a password into a ConfigMap", .object(["ConfigMap"]),
      merge: #"{"data": {"db_password": "correct-horse-7"}}"#),
    Mutation(
      "puts a private key into a ConfigMap", .object(["ConfigMap"]),
      merge: #"{"data": {"tls.pem": "-----BEGIN PRIVATE KEY-----"}}"#),
    Mutation(
      "hands the pods an API token", .podSpec, merge: #"{"automountServiceAccountToken": true}"#),
    Mutation(
      "does not say whether pods get an API token", .podSpec,
      merge: #"{"automountServiceAccountToken": null}"#),
    Mutation(
      "hands the API token to every pod", .object(["ServiceAccount"]),
      merge: #"{"automountServiceAccountToken": true}"#),
  ]

  private static let containerSecurity = [
    security("is privileged", #"{"privileged": true}"#),
    security("may gain privileges", #"{"allowPrivilegeEscalation": true}"#),
    security("does not rule out gaining privileges", #"{"allowPrivilegeEscalation": null}"#),
    security("runs as root", #"{"runAsUser": 0}"#),
    security("may run as root", #"{"runAsNonRoot": false}"#),
    security("adds a capability", #"{"capabilities": {"add": ["SYS_ADMIN"]}}"#),
    security("adds a default capability", #"{"capabilities": {"add": ["CHOWN"]}}"#),
    security("keeps its capabilities", #"{"capabilities": {"drop": null}}"#),
    security("unmasks /proc", #"{"procMount": "Unmasked"}"#),
    security("turns seccomp off", #"{"seccompProfile": {"type": "Unconfined"}}"#),
    security("turns AppArmor off", #"{"appArmorProfile": {"type": "Unconfined"}}"#),
    security("sets an SELinux type", #"{"seLinuxOptions": {"type": "spc_t"}}"#),
    security("sets an SELinux user", #"{"seLinuxOptions": {"user": "system_u"}}"#),
    security("is a host process", #"{"windowsOptions": {"hostProcess": true}}"#),
    Mutation(
      "takes a port of the node", .servingContainers,
      merge: #"{"ports": [{"containerPort": 8080, "hostPort": 8080}]}"#),
  ]

  private static func security(_ name: String, _ context: String) -> Mutation {
    Mutation(name, .containers, merge: #"{"securityContext": \#(context)}"#)
  }

  private static let podSecurity = [
    Mutation("shares the node's network", .podSpec, merge: #"{"hostNetwork": true}"#),
    Mutation("shares the node's processes", .podSpec, merge: #"{"hostPID": true}"#),
    Mutation("shares the node's IPC", .podSpec, merge: #"{"hostIPC": true}"#),
    Mutation("mounts a path of the node", .podSpec) {
      $0.appending(["volumes"], [["name": "node", "hostPath": ["path": "/"]]])
    },
    Mutation("mounts NFS", .podSpec) {
      $0.appending(["volumes"], [["name": "share", "nfs": ["server": "nfs", "path": "/"]]])
    },
    Mutation("mounts a type of volume that is gone", .podSpec) {
      $0.appending(["volumes"], [["name": "code", "gitRepo": ["repository": "https://x.example"]]])
    },
    Mutation("has no security context", .podSpec, merge: #"{"securityContext": null}"#),
    Mutation(
      "has no seccomp profile", .podSpec, merge: #"{"securityContext": {"seccompProfile": null}}"#),
    Mutation(
      "sets a sysctl of the node", .podSpec,
      merge: #"{"securityContext": {"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}}"#),
  ]

  private static let placement = [
    Mutation(
      "goes to the namespace default",
      .object([
        "Deployment", "StatefulSet", "DaemonSet", "CronJob", "Service", "ConfigMap", "Ingress",
      ]),
      merge: #"{"metadata": {"namespace": "default"}}"#),
    Mutation(
      "has no labels", .object(["Deployment", "StatefulSet", "DaemonSet", "CronJob"]),
      merge: #"{"metadata": {"labels": null}}"#),
    Mutation(
      "makes pods that say not what they are part of", .template,
      merge: #"{"metadata": {"labels": {"app.kubernetes.io/part-of": null}}}"#),
    Mutation(
      "has the label of another environment", .template,
      merge: #"{"metadata": {"labels": {"environment": "elsewhere"}}}"#),
    Mutation(
      "asks for a label that nodes no longer have", .podSpec,
      merge: #"{"nodeSelector": {"beta.kubernetes.io/arch": "amd64"}}"#),
    Mutation("mounts a claim of its own", .servingDeployment) { object in
      let path: FieldPath = ["spec", "template", "spec"]
      guard
        let spec = object[path]?.appending(
          ["volumes"],
          [["name": "state", "persistentVolumeClaim": ["claimName": "state-of-its-own"]]])
      else { return nil }
      return object.replacing(path.steps[...], with: spec)
    },
  ]

  private static let traffic = [
    Mutation("is a NodePort", .object(["Service"]), merge: #"{"spec": {"type": "NodePort"}}"#),
    Mutation(
      "is a LoadBalancer for everybody", .object(["Service"]),
      merge: #"{"spec": {"type": "LoadBalancer", "loadBalancerSourceRanges": null}}"#),
    Mutation(
      "claims an external address", .object(["Service"]),
      merge: #"{"spec": {"externalIPs": ["203.0.113.7"]}}"#),
    Mutation(
      "moves its traffic to other pods", .object(["Service"]),
      merge: #"{"spec": {"selector": {"app": "another"}}}"#, isUpdate: true),
    Mutation("serves without TLS", .object(["Ingress"]), merge: #"{"spec": {"tls": null}}"#),
    Mutation(
      "serves every host", .object(["Ingress"]),
      merge: #"{"spec": {"rules": [{"http": {"paths": []}}]}}"#),
    Mutation(
      "also answers in the clear", .object(["Ingress"]),
      merge: #"{"metadata": {"annotations": "#
        + #"{"nginx.ingress.kubernetes.io/ssl-redirect": "false"}}}"#),
    Mutation(
      "names its class by annotation", .object(["Ingress"]),
      merge: #"{"metadata": {"annotations": {"kubernetes.io/ingress.class": "nginx"}}}"#),
  ]

  private static let scaling = [
    Mutation(
      "scales down to no pod to spare", .object(["HorizontalPodAutoscaler"]),
      merge: #"{"spec": {"minReplicas": 1}}"#),
    Mutation("cannot scale", .object(["HorizontalPodAutoscaler"])) { object in
      guard let least = object["spec"]?["minReplicas"] else { return nil }
      return object.replacing(["spec", "maxReplicas"], with: least)
    },
    Mutation(
      "scales without end", .object(["HorizontalPodAutoscaler"]),
      merge: #"{"spec": {"maxReplicas": 1000}}"#),
    Mutation("fixes the count of what is autoscaled", .servingDeployment) { object in
      let labels = KubernetesObject(object).labels
      guard labels["ml.example.com/autoscaled"] == "true", var spec = object["spec"] else {
        return nil
      }
      spec["replicas"] = .integer(5)
      return object.replacing(["spec"], with: spec)
    },
    Mutation(
      "lets no drain take a pod", .object(["PodDisruptionBudget"]),
      merge: #"{"spec": {"minAvailable": null, "maxUnavailable": 0}}"#),
    Mutation(
      "wants all pods available", .object(["PodDisruptionBudget"]),
      merge: #"{"spec": {"minAvailable": "100%"}}"#),
    Mutation(
      "protects pods that are not ready", .object(["PodDisruptionBudget"]),
      merge: #"{"spec": {"unhealthyPodEvictionPolicy": null}}"#),
  ]
}

extension Node {
  /// A container with another image; nil where the change leaves it as it is.
  fileprivate func changingImage(_ change: (ImageReference) -> String?) -> Node? {
    guard let text = self["image"]?.string, let image = ImageReference(text),
      let changed = change(image)
    else { return nil }
    return replacing(["image"], with: .string(changed))
  }

  /// The mapping with elements added to a list, which is made where there is none.
  fileprivate func appending(_ path: FieldPath, _ elements: [Example]) -> Node? {
    guard case .key(let key)? = path.steps.first, mapping != nil else { return nil }
    var result = self
    result[key] = Node((self[key]?.elements ?? []) + elements.map(\.node))
    return result
  }
}

/// A value written as a literal.
private enum Example: ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
  ExpressibleByDictionaryLiteral
{
  case text(String)
  case object([(String, Example)])

  init(stringLiteral text: String) { self = .text(text) }
  init(dictionaryLiteral members: (String, Example)...) { self = .object(members) }

  var node: Node {
    switch self {
    case .text(let text): return .string(text)
    case .object(let members):
      var mapping = Mapping()
      for (name, value) in members { mapping[name] = value.node }
      return Node(mapping)
    }
  }
}
