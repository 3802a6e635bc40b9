import Kubernetes
import Values
import YAML

/// What the server does to an object of a kind when it is created, after its defaults.
enum Creation {
  /// All of it, where no policy comes between.
  static func create(_ root: inout Node, gvk: GroupVersionKind, by facts: Facts) {
    convert(&root, gvk: gvk)
    admit(&root, gvk: gvk, isNew: true, by: facts)
    prepare(&root, gvk: gvk)
  }

  /// What becomes of fields that are only written when an object is converted to the form in which
  /// the server keeps it.
  static func convert(_ root: inout Node, gvk: GroupVersionKind) {
    guard gvk.group.isEmpty else { return }
    switch gvk.kind {
    case "Secret": root.changeMapping(encodeStringData)
    case "Node": root.changeMapping { $0.changeMapping("spec", reconcilePodBlocks) }
    default: break
    }
  }

  /// What the server and its own admission plugins add, before policies see the object.
  static func admit(_ root: inout Node, gvk: GroupVersionKind, isNew: Bool, by facts: Facts) {
    let resource = facts.resource(of: gvk)
    root.changeMapping { object in
      if let resource { placeInNamespace(&object, resource) }
      switch (gvk.group, gvk.kind) {
      case ("", "PersistentVolume") where isNew:
        addFinalizer("kubernetes.io/pv-protection", to: &object, in: "metadata")
      case ("", "PersistentVolumeClaim") where isNew:
        addFinalizer("kubernetes.io/pvc-protection", to: &object, in: "metadata")
      case ("", "Pod"): object.changeMapping("spec", admitPod)
      case ("", "Node") where isNew:
        object.fill("spec", .object([:]))
        object.changeMapping("spec", taintNewNode)
      case ("storage.k8s.io", "VolumeAttributesClass") where isNew:
        addFinalizer("kubernetes.io/vac-protection", to: &object, in: "metadata")
      default: break
      }
    }
  }

  /// What the strategy of its kind does to an object on its way into storage, after policies
  /// mutated it.
  static func prepare(_ root: inout Node, gvk: GroupVersionKind) {
    root.changeMapping { object in
      object["status"] = nil
      prepareMetadata(&object)
      switch (gvk.group, gvk.kind) {
      case ("", "Namespace"): addFinalizer("kubernetes", to: &object, in: "spec")
      case ("", "PersistentVolume"):
        // Nothing but a null says that the secret is in the claim's namespace.
        object.changeMapping("spec") { spec in
          spec.changeMapping("azureFile") { $0.fill("secretNamespace", .null()) }
        }
      case ("", "PersistentVolumeClaim"):
        object.changeMapping("spec", mirrorDataSource)
        // References to other namespaces are turned off in all releases so far.
        object.changeMapping("spec") { $0.changeMapping("dataSourceRef") { $0["namespace"] = nil } }
      case ("", "Service"): object.changeMapping("spec", fillIPFamilies)
      case ("", "Pod"): profileContainers(&object)
      case ("apps", "DaemonSet"): annotateGeneration(&object)
      case ("batch", "Job"): labelJob(&object)
      case ("certificates.k8s.io", "CertificateSigningRequest"):
        object.changeMapping("spec", nameRequester)
      default: break
      }
    }
  }

  /// The server makes up a name, a UUID, for a LimitRange without one; which does not matter.
  static func assignName(to root: inout Node, gvk: GroupVersionKind) {
    guard gvk.group.isEmpty, gvk.kind == "LimitRange" else { return }
    root.changeMapping { object in
      object.changeMapping("metadata") { meta in
        guard meta.text("generateName").isEmpty else { return }
        meta.fillEmpty("name", "00000000-0000-4000-8000-000000000000")
      }
    }
  }

  /// What the strategies do to an object that is applied over one that is there.
  static func prepareUpdate(_ root: inout Node, replacing old: Node, gvk: GroupVersionKind) {
    root.changeMapping { object in
      object["status"] = nil
      switch (gvk.group, gvk.kind) {
      case ("", "Service"):
        let before = old["spec"]?.mapping ?? Mapping()
        object.changeMapping("spec") { spec in
          spec.followClusterIP(before)
          spec.dropFieldsOfFormerType(before)
        }
      case ("certificates.k8s.io", "CertificateSigningRequest"): object["spec"] = old["spec"]
      default: break
      }
    }
  }

  /// A Job that is there has a UID, which its selector and template hold; any will do.
  static func identifyJob(_ root: inout Node, gvk: GroupVersionKind) {
    guard gvk.group == "batch", gvk.kind == "Job" else { return }
    let uid = root["metadata"]?["uid"]?.string ?? "00000000-0000-4000-8000-000000000000"
    let key = "batch.kubernetes.io/controller-uid"
    root.changeMapping { object in
      object.changeMapping("spec") { spec in
        guard !spec.isTrue("manualSelector"), !spec.has("selector") else { return }
        spec["selector"] = .object(["matchLabels": .object([key: .string(uid)])])
        spec.changeMapping("template") { template in
          template.changeMapping("metadata") { metadata in
            metadata.fill("labels", .object([:]))
            metadata.changeMapping("labels") { labels in
              labels.fill("controller-uid", .string(uid))
              labels.fill(key, .string(uid))
            }
          }
        }
      }
    }
  }

  private static func addFinalizer(_ name: String, to object: inout Mapping, in field: String) {
    object.fill(field, .object([:]))
    object.changeMapping(field) { holder in
      let present = holder["finalizers"]?.elements ?? []
      guard !present.contains(where: { $0.string == name }) else { return }
      holder["finalizers"] = Node(
        present + [Node.string(name).markedDefaulted],
        origin: holder["finalizers"]?.origin ?? .defaulted)
    }
  }

  /// `dataSource` and `dataSourceRef` name the same thing in the claim's own namespace.
  private static func mirrorDataSource(_ spec: inout Mapping) {
    if let source = spec["dataSource"], !source.isNull {
      spec.fill("dataSourceRef", source)
    } else if let source = spec["dataSourceRef"], source["namespace"]?.string ?? "" == "" {
      spec.fill("dataSource", source)
    }
  }

  /// `stringData` is only written: it overrides `data`, encoded.
  private static func encodeStringData(_ object: inout Mapping) {
    guard let plain = object["stringData"]?.mapping else {
      object["stringData"] = nil
      return
    }
    if !plain.isEmpty { object.fill("data", .object([:])) }
    object.changeMapping("data") { data in
      for entry in plain.entries {
        guard let text = entry.value.string else { continue }
        let encoded = Node.string(Base64.encode(Array(text.utf8)), origin: entry.value.origin)
        if let index = data.index(of: entry.name) {
          data.update(at: index) { $0 = encoded }
        } else {
          data.append(Mapping.Entry(key: entry.key, value: encoded))
        }
      }
    }
    object["stringData"] = nil
  }

  /// As in a cluster with IPv4 alone.
  private static func fillIPFamilies(_ spec: inout Mapping) {
    guard spec.text("type") != "ExternalName" else { return }
    let address = spec.text("clusterIP")
    if !address.isEmpty { fillList("clusterIPs", [address], in: &spec) }
    let isHeadlessWithoutSelector =
      spec.text("clusterIP") == "None" && spec["selector"]?.mapping?.isEmpty ?? true
    if isHeadlessWithoutSelector {
      spec.fill("ipFamilyPolicy", .string("RequireDualStack"))
      fillList("ipFamilies", ["IPv4", "IPv6"], in: &spec)
    } else {
      fillList("ipFamilies", ["IPv4"], in: &spec)
      spec.fill("ipFamilyPolicy", .string("SingleStack"))
    }
  }

  private static func fillList(_ name: String, _ values: [String], in mapping: inout Mapping) {
    guard mapping[name]?.elements?.isEmpty ?? true else { return }
    mapping[name] = Node(values.map { .string($0) }).markedDefaulted
  }

  /// What the admission plugins Priority and DefaultTolerationSeconds add.
  private static func admitPod(_ spec: inout Mapping) {
    if let seconds = spec.int("terminationGracePeriodSeconds"), seconds < 0 {
      spec["terminationGracePeriodSeconds"] = Node.integer(1).markedDefaulted
    }
    let priorities = [
      "": 0, "system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000,
    ]
    if let priority = priorities[spec.text("priorityClassName")] {
      spec.fill("priority", .integer(priority))
      spec.fill("preemptionPolicy", .string("PreemptLowerPriority"))
    }
    let present = spec["tolerations"]?.elements ?? []
    let added = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].filter { taint in
      !present.contains { toleration in
        ["", taint].contains(toleration["key"]?.string ?? "")
          && ["", "NoExecute"].contains(toleration["effect"]?.string ?? "")
      }
    }
    guard !added.isEmpty else { return }
    let tolerations = added.map { taint in
      Node.object([
        "key": .string(taint), "operator": .string("Exists"), "effect": .string("NoExecute"),
        "tolerationSeconds": .integer(300),
      ]).markedDefaulted
    }
    spec["tolerations"] = Node(
      present + tolerations, origin: spec["tolerations"]?.origin ?? .defaulted)
  }

  private static func annotateGeneration(_ object: inout Mapping) {
    object.fill("metadata", .object([:]))
    object.changeMapping("metadata") { metadata in
      metadata.fill("annotations", .object([:]))
      metadata.changeMapping("annotations") {
        $0["deprecated.daemonset.template.generation"] = Node.string("1").markedDefaulted
      }
    }
  }

  /// A Job without a selector of its own selects its pods by labels that name it.
  private static func labelJob(_ object: inout Mapping) {
    let name = object["metadata"]?["name"]?.string ?? ""
    guard object["spec"]?["manualSelector"]?.scalar?.boolean != true, !name.isEmpty else { return }
    let labels = object["metadata"]?["labels"]
    let takesLabels =
      labels?.mapping?.isEmpty ?? true || labels?.origin.setter == .defaulted
    object.changeMapping("spec") { spec in
      spec.fill("template", .object([:]))
      spec.changeMapping("template") { template in
        template.fill("metadata", .object([:]))
        template.changeMapping("metadata") { label(&$0, job: name) }
      }
    }
    // The server takes a Job's missing labels from its template, and both stay one map.
    if takesLabels { object.changeMapping("metadata") { label(&$0, job: name) } }
  }

  private static func label(_ metadata: inout Mapping, job name: String) {
    metadata.fill("labels", .object([:]))
    metadata.changeMapping("labels") { labels in
      labels["batch.kubernetes.io/job-name"] = Node.string(name).markedDefaulted
      labels["job-name"] = Node.string(name).markedDefaulted
    }
  }
}
