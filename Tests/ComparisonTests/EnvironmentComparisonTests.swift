import Comparison
import Diagnostics
import Display
import Environments
import Kubernetes
import Kustomize
import Testing
import YAML

struct EnvironmentComparisonTests {
  @Test func `objects pair across namespace, prefix, hash and API version`() {
    let diff = compare(
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: s-config-2f6k8b9mch, namespace: ml-staging}
      data: {A: "1"}
      ---
      apiVersion: autoscaling/v2beta2
      kind: HorizontalPodAutoscaler
      metadata: {name: s-api, namespace: ml-staging}
      """,
      """
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: p-api, namespace: ml-production}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: p-config-7hg9t4d2kb, namespace: ml-production}
      data: {A: "2"}
      """, prefixes: ("s-", "p-"))
    #expect(diff.objects.map(\.kind) == [.changed, .changed])
    #expect(
      diff.objects.map { $0.fields.map(\.path.description) } == [["data.A"], ["apiVersion"]])
  }

  @Test func `an environment's own name is no difference and another's is one`() {
    let diff = compare(
      deployment(namespace: "ml-staging", env: "[{name: E, value: staging}, {name: H, value: a}]"),
      deployment(
        namespace: "ml-production",
        env: "[{name: E, value: production}, {name: H, value: staging}]"))
    #expect(
      lines(diff) == ["spec.template.spec.containers[name=api].env[name=H].value: a → staging"])
  }

  @Test func `quantities and numbers are compared by value`() {
    let diff = compare(
      deployment(resources: "{limits: {cpu: 1000m, memory: 1Gi}, requests: {cpu: 0.5}}"),
      deployment(resources: "{limits: {cpu: 1, memory: 1024Mi}, requests: {cpu: 600m}}"))
    #expect(
      lines(diff) == [
        "spec.template.spec.containers[name=api].resources.requests.cpu: 0.5 → 600m"
      ])
  }

  @Test func `entries of lists pair by merge key, whatever their order`() {
    let diff = compare(
      deployment(
        env: "[{name: A, value: x}, {name: B, value: x}]",
        ports: "[{containerPort: 80}, {containerPort: 53, protocol: UDP, name: dns}]"),
      deployment(
        env: "[{name: B, value: w}, {name: A, value: x}]",
        ports: "[{containerPort: 53, protocol: UDP, name: udp}, {containerPort: 80, protocol: TCP}]"
      )
    )
    #expect(
      lines(diff) == [
        "spec.template.spec.containers[name=api].env[name=B].value: x → w",
        "spec.template.spec.containers[name=api].ports[containerPort=80,protocol=TCP].protocol: "
          + "(absent) → TCP",
        "spec.template.spec.containers[name=api].ports[containerPort=53,protocol=UDP].name: "
          + "dns → udp",
      ])
  }

  @Test func `a list without keys is aligned by its equal entries`() {
    let diff = compare(
      deployment(args: "[--a, --b, --c=1, --d]"), deployment(args: "[--a, --c=2, --d, --e]"))
    #expect(
      lines(diff) == [
        "spec.template.spec.containers[name=api].args[1]: --b → (absent)",
        "spec.template.spec.containers[name=api].args[2]: --c=1 → (absent)",
        "spec.template.spec.containers[name=api].args[1]: (absent) → --c=2",
        "spec.template.spec.containers[name=api].args[3]: (absent) → --e",
      ])
  }

  @Test func `entries whose usual key never agrees are aligned by position`() {
    let ingress = { (host: String) in
      """
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: a}
      spec: {rules: [{host: \(host), http: {paths: [{path: /, pathType: Prefix}]}}]}
      """
    }
    #expect(
      lines(compare(ingress("api.staging.example.com"), ingress("api.example.com")))
        == ["spec.rules[0].host: api.staging.example.com → api.example.com"])
    #expect(lines(compare(ingress("staging.example.com"), ingress("production.example.com"))) == [])
  }

  @Test func `a string and a number of the same text differ`() {
    let diff = compare(
      "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: [{a: \"80\"}]\n",
      "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: [{a: 80}]\n")
    #expect(lines(diff) == ["spec[0].a: \"80\" → 80"])
  }

  @Test func `two objects of one name are both compared`() {
    let object = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: X}\n"
    let diff = compare(
      object + "---\n" + object, object + "---\n" + object.replacing("X", with: "Z"))
    #expect(lines(diff) == ["spec.type: X → Z"])
    #expect(diff.alikeCount == 1)
  }

  @Test func `a secret is compared and never shown`() {
    let source = { (value: String, other: String) in
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: a, annotations: {note: \(value)}}
      stringData: {password: \(value), same: \(other)}
      """
    }
    let diff = compare(source("hunter2", "s3cret"), source("correct-horse", "s3cret"))
    #expect(diff.objects.flatMap(\.fields).count == 2)
    let text = diff.shown.text + diff.json.json
    #expect(text.contains("stringData.password: <hidden:"))
    for secret in ["hunter2", "correct-horse", "s3cret"] { #expect(!text.contains(secret)) }
  }

  @Test func `a redacted value tells equal from different`() {
    let redaction = Redaction(key: [1, 2, 3])
    #expect(redaction.mark(of: "a") == redaction.mark(of: "a"))
    #expect(redaction.mark(of: "a") != redaction.mark(of: "b"))
    #expect(redaction.mark(of: "a") != Redaction(key: [4]).mark(of: "a"))
  }

  @Test func `references to a generated name follow its content`() {
    let state = { (hash: String, value: String) in
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: config-\(hash)}
      data: {A: "\(value)"}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: api}
      spec:
        template:
          spec:
            containers:
            - name: api
              envFrom: [{configMapRef: {name: config-\(hash)}}]
      """
    }
    let diff = compare(state("2f6k8b9mch", "1"), state("7hg9t4d2kb", "2"))
    #expect(lines(diff) == ["data.A: \"1\" → \"2\""])
    #expect(diff.objects.map { $0.fields.map(\.cause) } == [[.value], [.generatedName("config")]])
    #expect(diff.shown.text.contains("uses config, whose content differs"))
  }

  @Test func `text names objects, fields and source lines`() {
    let diff = compare(
      "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: X}\n---\n"
        + "apiVersion: v1\nkind: Service\nmetadata: {name: gone}\n",
      "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  type: Z\n")
    #expect(
      diff.shown.text == """
        ~ Service/a
            spec.type: X → Z
              staging.yaml:4:14 → production.yaml:5:9

        - Service/gone only in staging
            staging.yaml:6:1

        1 object differs in 1 field, 1 only in staging; 0 alike

        """)
    #expect(
      String(decoding: diff.shown.rendered(color: true), as: UTF8.self).contains(
        "\u{1B}[31mX\u{1B}[0m → \u{1B}[32mZ\u{1B}[0m"))
    #expect(
      diff.json.json.contains(
        #""path":"spec.type","old":"X","new":"Z","oldLocation":{"file":"staging.yaml","line":4,"#))
  }

  @Test func `texts of many lines show what changed with its neighbours`() {
    let map = { (text: String) in
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {f: \"\(text)\"}\n"
    }
    let diff = compare(map("a\\nb\\nc\\nd\\ne\\nf"), map("a\\nb\\nc\\nd\\nE\\nf"))
    #expect(
      diff.shown.text.contains(
        "      …\n        c\n        d\n      - e\n      + E\n        f\n"))
  }

  @Test func `what could act on a terminal is shown and does nothing`() {
    let map = { (text: String) in
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {f: \"\(text)\"}\n"
    }
    let diff = compare(map("\\e[2J"), map("\\u202Eevil"))
    #expect(diff.shown.text.contains(#"data.f: ␛[2J → \u{202E}evil"#))
  }

  // MARK: Sources

  private func deployment(
    namespace: String = "", env: String = "[]", ports: String = "[]", args: String = "[]",
    resources: String = "{}"
  ) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: api, namespace: "\(namespace)"}
    spec:
      template:
        spec:
          containers:
          - {name: api, env: \(env), ports: \(ports), args: \(args), resources: \(resources)}
    """
  }
}
