/// A fleet of apps that say much of each other, and edits of it of many kinds.
enum ChangingFleet {
  struct Edit: Sendable {
    let name: String
    /// What files hold afterwards; nil for one that is gone.
    let files: [String: String?]

    init(_ name: String, _ files: [String: String?]) { (self.name, self.files) = (name, files) }
  }

  /// Apps that say much of each other, in two environments.
  static let files: [String: String] = {
    var files = [
      "base/web.yaml": web(),
      "base/kustomization.yaml": "resources: [web.yaml]\n",
      "policies/named.yaml": policy("named", over: "configmaps", "object.metadata.name != 'bad'"),
      "policies/tagged.yaml": tagged,
    ]
    for stage in ["dev", "prod"] {
      for (name, text) in [
        "config": config(["level", "colour"]),
        "space": space(["tier": "lax"]),
        "params":
          "{apiVersion: v1, kind: ConfigMap, metadata: {name: limits}, data: {most: '3'}}\n",
        "rules": rules,
        "kinds": kinds,
        "widget": widget("size: 1"),
        "scale": scaler("web"),
        "door": service("app: web"),
        "budget": budget,
        "many": many(),
      ] {
        files["apps/\(name)/\(stage)/kustomization.yaml"] =
          "resources: [object.yaml]\nnamespace: shop\n"
        files["apps/\(name)/\(stage)/object.yaml"] = text
      }
      files["apps/web/\(stage)/kustomization.yaml"] = overlay("")
      files["apps/tags/\(stage)/kustomization.yaml"] =
        "resources: [object.yaml]\nnamespace: shop\nnamePrefix: forbidden-\n"
      files["apps/tags/\(stage)/object.yaml"] =
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: tags}, "
        + "data: {tag: bad, level: a, colour: a}}\n"
    }
    return files
  }()

  static let edits = [
    Edit("another image", ["apps/web/prod/kustomization.yaml": overlay("newTag: '2'")]),
    Edit("a forbidden image", ["apps/web/prod/kustomization.yaml": overlay("newTag: bad")]),
    Edit("the base's image", ["base/web.yaml": web(image: "example.org/web")]),
    Edit("a key that is not there", ["base/web.yaml": web(key: "levle")]),
    Edit("a key less", ["apps/config/prod/object.yaml": config(["colour"])]),
    Edit("a ConfigMap less", ["apps/config/prod/kustomization.yaml": "namespace: shop\n"]),
    Edit(
      "a target less",
      ["apps/config/prod/kustomization.yaml": nil, "apps/config/prod/object.yaml": nil]),
    Edit("another name", ["apps/config/prod/object.yaml": config(["level", "colour"], "bad")]),
    Edit("a service of other pods", ["apps/door/prod/object.yaml": service("app: wbe")]),
    Edit("pods of another label", ["base/web.yaml": web(label: "shop")]),
    Edit("a scaler of nothing", ["apps/scale/dev/object.yaml": scaler("wbe")]),
    Edit("one of many", ["apps/many/prod/object.yaml": many(second: ["colour"])]),
    Edit("a reason less", ["apps/many/prod/object.yaml": many(reason: "")]),
    Edit("no amount", ["base/web.yaml": web(memory: "much")]),
    Edit("no replica", ["base/web.yaml": web(replicas: 1)]),
    Edit("a strict namespace", ["apps/space/prod/object.yaml": space(["tier": "strict"])]),
    Edit(
      "a namespace less",
      ["apps/space/prod/kustomization.yaml": nil, "apps/space/prod/object.yaml": nil]
    ),
    Edit(
      "a smaller limit",
      [
        "apps/params/prod/object.yaml":
          "{apiVersion: v1, kind: ConfigMap, metadata: {name: limits}, data: {most: '1'}}\n"
      ]),
    Edit(
      "another policy",
      [
        "apps/rules/dev/object.yaml": rules + "---\n"
          + policy("colour", over: "configmaps", "!has(object.data.colour)")
      ]),
    Edit(
      "a policy of everybody",
      ["policies/named.yaml": policy("named", over: "configmaps", "!has(object.data.level)")]),
    Edit("a widget that is wrong", ["apps/widget/prod/object.yaml": widget("size: big")]),
    Edit("a stricter kind", ["apps/kinds/prod/object.yaml": kinds.replacing("integer", "string")]),
    Edit("a kind less", ["apps/kinds/prod/kustomization.yaml": "namespace: shop\nresources: []\n"]),
    Edit("another namespace", ["apps/door/prod/kustomization.yaml": named("prod")]),
    Edit("the other's namespace", ["apps/door/dev/kustomization.yaml": named("prod")]),
    Edit(
      "an object twice",
      ["apps/door/prod/object.yaml": service("app: web") + "---\n" + config(["level"])]),
    Edit(
      "a new target",
      [
        "apps/late/prod/kustomization.yaml": "resources: [object.yaml]\nnamespace: shop\n",
        "apps/late/prod/object.yaml": service("app: late", "late"),
      ]),
    Edit(
      "what does not render", ["apps/door/prod/kustomization.yaml": "resources: [nothing.yaml]\n"]),
    Edit(
      "a secret",
      ["apps/config/dev/object.yaml": config(["level", "colour"]) + "  password: pR4-qz81-Lm0\n"]),
    Edit("a readme", ["README.md": "nothing\n"]),
  ]

  private static func web(
    image: String = "example.org/web:1", key: String = "level", label: String = "web",
    replicas: Int = 3, memory: String = "1Gi"
  ) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: \(replicas)
      selector: {matchLabels: {app: \(label)}}
      template:
        metadata: {labels: {app: \(label)}}
        spec:
          containers:
            - name: web
              image: \(image)
              resources: {requests: {memory: \(memory)}}
              env:
                - name: LEVEL
                  valueFrom: {configMapKeyRef: {name: settings, key: \(key)}}

    """
  }

  private static func overlay(_ tag: String) -> String {
    "resources: [../../../base]\nnamespace: shop\nimages: [{name: example.org/web, \(tag)}]\n"
  }

  private static func config(_ keys: [String], _ name: String = "settings") -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata:\n"
      + keys.map { "  \($0): a\n" }.joined()
  }

  /// Objects of which one is allowed what it may not.
  static func many(
    reason: String = "# sluice:ignore policy/named reason=\"it is so called\"\n",
    second: [String] = ["level", "colour"]
  ) -> String {
    config(["level", "colour"], "bad").replacing("metadata:", reason + "metadata:") + "---\n"
      + config(second, "second") + "---\n" + config(["level"], "third") + "---\n"
      + service("app: web", "many")
  }

  private static func space(_ labels: [String: String]) -> String {
    let labels = labels.map { "\($0): \($1)" }.joined()
    return "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {\(labels)}}}\n"
  }

  private static func service(_ selector: String, _ name: String = "web") -> String {
    "{apiVersion: v1, kind: Service, metadata: {name: \(name)}, spec: {selector: {\(selector)}, "
      + "ports: [{port: 80}]}}\n"
  }

  private static func scaler(_ name: String) -> String {
    """
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: \(name)}
      maxReplicas: 4

    """
  }

  private static let budget = """
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web}
    spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}

    """

  private static let kinds = """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: widgets.example.org}
    spec:
      group: example.org
      names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
      scope: Namespaced
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties: {spec: {type: object, properties: {size: {type: integer}}}}

    """

  private static func widget(_ field: String) -> String {
    "{apiVersion: example.org/v1, kind: Widget, metadata: {name: one}, spec: {\(field)}}\n"
  }

  /// Of namespaces with a label, and with a parameter.
  private static let rules =
    policy("strict", over: "configmaps", "!has(object.data.level)")
    .replacing(
      "validationActions: [Deny]",
      "validationActions: [Deny]\n  matchResources: "
        + "{namespaceSelector: {matchLabels: {tier: strict}}}")
    + "---\n"
    + policy("few", over: "configmaps", "!has(object.data.colour) || int(params.data.most) > 2")
    .replacing(
      "  matchConstraints", "  paramKind: {apiVersion: v1, kind: ConfigMap}\n  matchConstraints"
    )
    .replacing(
      "validationActions: [Deny]",
      "validationActions: [Deny]\n  paramRef: "
        + "{name: limits, namespace: shop, parameterNotFoundAction: Allow}")

  /// With a parameter whose name stands nowhere as a whole.
  private static let tagged =
    policy(
      "tagged", over: "deployments",
      "object.spec.template.spec.containers.all(c, !c.image.endsWith(':' + params.data.tag))"
    )
    .replacing("apiGroups: [\"\"]", "apiGroups: [apps]")
    .replacing(
      "  matchConstraints", "  paramKind: {apiVersion: v1, kind: ConfigMap}\n  matchConstraints"
    )
    .replacing(
      "validationActions: [Deny]",
      "validationActions: [Deny]\n  paramRef: "
        + "{name: forbidden-tags, namespace: shop, parameterNotFoundAction: Allow}")

  private static func policy(_ name: String, over resource: String, _ rule: String) -> String {
    """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: \(name)}
    spec:
      matchConstraints:
        resourceRules:
          - {apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [\(resource)]}
      validations: [{expression: "\(rule)", message: keep to \(name)}]
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: \(name)}
    spec:
      policyName: \(name)
      validationActions: [Deny]

    """
  }

  private static func named(_ namespace: String) -> String {
    "resources: [object.yaml]\nnamespace: shop-\(namespace)\n"
  }
}

extension String {
  fileprivate func replacing(_ text: String, _ other: String) -> String {
    split(separator: text, omittingEmptySubsequences: false).joined(separator: other)
  }
}
