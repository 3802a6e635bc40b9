// Table of mistakes that people make in a healthy shop, and what is said of each.

/// One mistake, planted in the shop of `Tests/Corpus/shop`.
struct PlantedMistake: Sendable {
  var name: String
  /// What is written instead of what, in which file.
  var edits: [Edit]
  /// The rule, the file and the text at which it must be found, and the sentence.
  var rule: String
  var file: String
  var marked: String
  var message: String
  /// What is said besides, of other things that are wrong for the same reason.
  var following: [String] = []
  /// Whether it shows beside what HEAD has.
  var isUpdate = false

  struct Edit: Sendable {
    var file: String
    var old: String
    var new: String
  }

  init(
    _ name: String, in file: String, _ old: String, _ new: String, rule: String, at marked: String,
    of place: String? = nil, _ message: String, following: [String] = [], isUpdate: Bool = false
  ) {
    self.name = name
    edits = [Edit(file: file, old: old, new: new)]
    self.rule = rule
    self.file = place ?? file
    self.marked = marked
    self.message = message
    self.following = following
    self.isUpdate = isUpdate
  }

  private static let deployment = "base/catalog/deployment.yaml"
  private static let overlay = "production/kustomization.yaml"
  private static let quota = "base/platform/quota.yaml"

  /// Everything but secrets, in the order of the list that people made of their mistakes.
  static let all: [PlantedMistake] = [
    PlantedMistake(
      "wrong indent: resources beside the template", in: "base/cart/deployment.yaml",
      "  selector:\n", "  resources:\n    limits:\n      cpu: 500m\n  selector:\n",
      rule: "api/decoding", at: "resources", "unknown field \"spec.resources\""),
    PlantedMistake(
      "selector does not match template labels", in: deployment,
      "    matchLabels:\n      app: catalog", "    matchLabels:\n      app: catalogue",
      rule: "api/invalid", at: "app: catalog\n    spec",
      "Invalid value: {\"app\":\"catalog\"}: `selector` does not match template `labels`"),
    PlantedMistake(
      "key typo in configMapKeyRef", in: deployment, "key: log_level", "key: log_levle",
      rule: "relations/missing-key", at: "log_levle",
      "the ConfigMap catalog-config has no key log_levle: the pods that need it do not start"),
    PlantedMistake(
      "targetPort names no container port", in: "base/catalog/service.yaml", "targetPort: http",
      "targetPort: web", rule: "relations/missing-target-port", at: "web",
      "no container behind Service catalog has a port web: the port never has an endpoint"),
    PlantedMistake(
      "memory limit 512m", in: deployment, "memory: 512Mi", "memory: 512m", rule: "api/invalid",
      at: "cpu: 250m",
      "Invalid value: \"256Mi\": must be less than or equal to memory limit of 512m"),
    PlantedMistake(
      "cpu with a blank", in: deployment, "cpu: 500m", "cpu: \"0.5 \"",
      rule: "surprise/blank-quantity", at: "\"0.5 \"",
      "the quantity \"0.5 \" has a blank around it"),
    PlantedMistake(
      "liveness probe on a port that no container has", in: deployment,
      "/healthz\n              port: http", "/healthz\n              port: 9999",
      rule: "relations/missing-probe-port", at: "9999",
      "no container of the pod lists port 9999: the livenessProbe of catalog fails for ever"),
    PlantedMistake(
      "PDB minAvailable = replicas", in: "base/catalog/pdb.yaml", "minAvailable: 1",
      "minAvailable: 3", rule: "relations/blocked-drain", at: "3",
      "PodDisruptionBudget catalog keeps every pod: no drain can take one"),
    PlantedMistake(
      "HPA and fixed replicas", in: "base/web/deployment.yaml", "spec:\n  strategy",
      "spec:\n  replicas: 2\n  strategy", rule: "relations/fixed-replicas", at: "2\n  strategy",
      "Deployment web is autoscaled and fixed at 2 replicas: each sync puts them back"),
    PlantedMistake(
      "rollingUpdate maxUnavailable 100%", in: deployment, "maxUnavailable: 0",
      "maxUnavailable: 100%", rule: "policy/rollout-safety", at: "100%",
      "a rollout of catalog may take 100% of its pods away: set "
        + "spec.strategy.rollingUpdate.maxUnavailable to 0"),
    PlantedMistake(
      "namespace of another environment", in: overlay, "namespace: shop-production",
      "namespace: shop-staging", rule: "relations/foreign-namespace", at: "shop-staging",
      "production puts objects into shop-staging, the namespace of staging: each overwrites the "
        + "other's"),
    PlantedMistake(
      "env value number not quoted", in: deployment, "value: \"4\"", "value: 4",
      rule: "api/decoding", at: "4\n          envFrom",
      "json: cannot unmarshal number into Go struct field "
        + "EnvVar.spec.template.spec.containers.env.value of type string"),
    PlantedMistake(
      "Ingress extensions/v1beta1", in: "base/web/ingress.yaml", "networking.k8s.io/v1",
      "extensions/v1beta1", rule: "api/refused", at: "apiVersion",
      "no matches for kind \"Ingress\" in version \"extensions/v1beta1\": removed in v1.22; use "
        + "networking.k8s.io/v1 Ingress"),
    PlantedMistake(
      "cron */60", in: "base/report/cronjob.yaml", "*/30 * * * *", "*/60 * * * *",
      rule: "surprise/cron-step", at: "\"*/60",
      "the minutes */60 of the schedule are minute 0 alone"),
    PlantedMistake(
      "cron 60", in: "base/report/cronjob.yaml", "*/30 * * * *", "60 * * * *",
      rule: "api/invalid", at: "\"60",
      "Invalid value: \"60 * * * *\": end of range (60) above maximum (59): 60"),
    PlantedMistake(
      "kind in lower case", in: "base/web/deployment.yaml", "kind: Deployment", "kind: deployment",
      rule: "api/refused", at: "apiVersion",
      "no matches for kind \"deployment\" in version \"apps/v1\"; did you mean apps/v1 Deployment?"),
    PlantedMistake(
      "tab as indentation", in: deployment, "  template:", "\ttemplate:", rule: "yaml/syntax",
      at: "\ttemplate", "found a tab character that violates indentation"),
    PlantedMistake(
      "env value NO", in: deployment, "value: \"4\"", "value: NO", rule: "surprise/plain-word",
      at: "NO", "NO is a text to Kustomize and false to kubectl"),
    PlantedMistake(
      "ConfigMap data yes", in: quota, "apiVersion: v1\nkind: ResourceQuota",
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: flags\ndata:\n  dark: yes\n---\n"
        + "apiVersion: v1\nkind: ResourceQuota", rule: "surprise/plain-word", at: "yes",
      "yes is a text to Kustomize and true to kubectl"),
    PlantedMistake(
      "defaultMode 644 in decimal", in: deployment, "defaultMode: 0440", "defaultMode: 644",
      rule: "api/invalid", at: "644",
      "Invalid value: 644: must be a number between 0 and 0777 (octal), both inclusive"),
    PlantedMistake(
      "defaultMode 440 in decimal", in: deployment, "defaultMode: 0440", "defaultMode: 440",
      rule: "surprise/decimal-mode", at: "440", "the mode 440 is decimal, which is 0670"),
    PlantedMistake(
      "label value of 70 characters", in: deployment, "metadata:\n  name: catalog\n",
      "metadata:\n  labels:\n    note: \(String(repeating: "x", count: 70))\n  name: catalog\n",
      rule: "api/invalid", at: "note",
      "Invalid value: \"\(String(repeating: "x", count: 70))\": must be no more than 63 bytes"),
    PlantedMistake(
      "image tag latest", in: "base/cart/deployment.yaml", "cart:1.4.0", "cart:latest",
      rule: "policy/image-pinned", at: "registry.example.com/shop/cart:latest",
      "image without a tag that stays on cart (registry.example.com/shop/cart:latest): name the "
        + "version that was built and tested"),
    PlantedMistake(
      "image without tag", in: "base/cart/deployment.yaml", "cart:1.4.0", "cart",
      rule: "policy/image-pinned", at: "registry.example.com/shop/cart",
      "image without a tag that stays on cart (registry.example.com/shop/cart): name the version "
        + "that was built and tested"),
    PlantedMistake(
      "envFrom a ConfigMap that does not exist", in: deployment,
      "configMapRef:\n                name: catalog-config",
      "configMapRef:\n                name: catalog-settings",
      rule: "relations/missing-configmap", at: "catalog-settings",
      "nothing here makes the ConfigMap catalog-settings: the pods that need it do not start"),
    PlantedMistake(
      "Ingress to a port that the Service does not have", in: "base/web/ingress.yaml",
      "number: 80", "number: 8080", rule: "relations/missing-backend-port", at: "8080",
      "Service web has no port 8080: callers get 503"),
    PlantedMistake(
      "NetworkPolicy selects no pod", in: "base/catalog/networkpolicy.yaml",
      "    matchLabels:\n      app: catalog", "    matchLabels:\n      app: catalogue",
      rule: "relations/dangling-network-policy", at: "catalogue",
      "NetworkPolicy catalog selects no pod: it isolates none"),
    PlantedMistake(
      "more than the quota", in: overlay, "  - name: cart\n    count: 3",
      "  - name: cart\n    count: 120", rule: "relations/over-quota", at: "120",
      "with 120 of Deployment cart the namespace has 129 pods, and ResourceQuota shop allows 60: "
        + "pods are refused"),
    PlantedMistake(
      "Secret with plain text under data", in: quota, "apiVersion: v1\nkind: ResourceQuota",
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: flags\ndata:\n  dark: plain text!\n---\n"
        + "apiVersion: v1\nkind: ResourceQuota", rule: "api/decoding", at: "plain text!",
      "illegal base64 data at input byte 5"),
    PlantedMistake(
      "HPA target does not exist", in: "base/web/hpa.yaml", "    kind: Deployment\n    name: web",
      "    kind: Deployment\n    name: wbe", rule: "relations/missing-scale-target", at: "wbe",
      "nothing here makes the Deployment wbe: the autoscaler does nothing"),
    PlantedMistake(
      "Service selector matches no pod", in: "base/catalog/service.yaml",
      "  selector:\n    app: catalog", "  selector:\n    app: catlog",
      rule: "relations/dangling-service", at: "catlog",
      "Service catalog selects no pod: it never has an endpoint"),
    PlantedMistake(
      "serviceAccountName that does not exist", in: deployment, "serviceAccountName: catalog",
      "serviceAccountName: catalogg", rule: "relations/missing-service-account", at: "catalogg",
      "nothing here makes the ServiceAccount catalogg: every pod is refused"),
    PlantedMistake(
      "secretKeyRef to a Secret that nothing makes", in: deployment, "name: catalog-database",
      "name: catalog-db", rule: "relations/missing-secret", at: "catalog-db",
      "nothing here makes the Secret catalog-db: the pods that need it do not start"),
    PlantedMistake(
      "claimName of a PVC that does not exist", in: "base/report/cronjob.yaml",
      "claimName: report", "claimName: reports", rule: "relations/missing-claim", at: "reports",
      "nothing here makes the PersistentVolumeClaim reports: the pods stay pending"),
    PlantedMistake(
      "RoleBinding to a Role that does not exist", in: "base/platform/rbac.yaml",
      "  kind: Role\n  name: report", "  kind: Role\n  name: reporter",
      rule: "relations/missing-role", at: "reporter",
      "nothing here makes the Role reporter: the binding grants nothing"),
    PlantedMistake(
      "request above limit", in: deployment, "memory: 256Mi", "memory: 1Gi", rule: "api/invalid",
      at: "cpu: 250m",
      "Invalid value: \"1Gi\": must be less than or equal to memory limit of 512Mi"),
    PlantedMistake(
      "volumeMount names no volume", in: deployment, "- name: settings\n              mountPath",
      "- name: setings\n              mountPath", rule: "api/invalid", at: "setings",
      "Not found: \"setings\""),
    PlantedMistake(
      "kustomization field patchs", in: overlay, "patches:", "patchs:",
      rule: "kustomize/unknown-field", at: "patchs", "a kustomization has no field \"patchs\""),
    PlantedMistake(
      "images entry matches no image", in: overlay, "shop/catalog\n    newTag",
      "shop/catlog\n    newTag", rule: "kustomize/image-without-effect",
      at: "registry.example.com/shop/catlog",
      "no object uses the image registry.example.com/shop/catlog: the entry is without effect"),
    PlantedMistake(
      "replicas entry names no object", in: overlay, "  - name: cart\n", "  - name: crat\n",
      rule: "kustomize/missing-target", at: "crat", "no workload with replicas is called crat"),
    PlantedMistake(
      "JSON patch whose target matches nothing", in: overlay, "kind: Ingress\n      name: web",
      "kind: Ingress\n      name: wbe", rule: "kustomize/patch-without-target", at: "kind: Ingress",
      "the patch's target matches no resource"),
    PlantedMistake(
      "strategic patch of a name that is not there", in: "production/checkout.yaml",
      "name: checkout\nspec", "name: chekout\nspec", rule: "kustomize/patch-without-target",
      at: "apiVersion", "no resource matches the patch of Deployment/chekout"),
    PlantedMistake(
      "same key twice", in: deployment, "  strategy:\n",
      "  minReadySeconds: 1\n  minReadySeconds: 2\n  strategy:\n", rule: "yaml/duplicate-key",
      at: "minReadySeconds: 2", "key \"minReadySeconds\" is already in this mapping"),
    PlantedMistake(
      "same env name twice", in: deployment, "              value: \"4\"\n",
      "              value: \"4\"\n            - name: WORKERS\n              value: \"8\"\n",
      rule: "api/warning", at: "name: WORKERS\n              value: \"8\"",
      "spec.template.spec.containers[0].env[3]: hides previous definition of \"WORKERS\", which may "
        + "be dropped when using apply"),
    PlantedMistake(
      "same object listed twice", in: "base/catalog/kustomization.yaml",
      "resources: [deployment.yaml, ", "resources: [deployment.yaml, deployment.yaml, ",
      rule: "kustomize/duplicate-resource", at: "apiVersion", of: deployment,
      "Deployment/catalog is there already"),
    PlantedMistake(
      "container privileged", in: "base/redis/statefulset.yaml",
      "            allowPrivilegeEscalation: false\n", "            privileged: true\n",
      rule: "policy/pod-security-baseline", at: "true\n            readOnly",
      "privileged is container redis: remove securityContext.privileged",
      following: [
        "privileges can be gained in container redis: set "
          + "securityContext.allowPrivilegeEscalation to false"
      ]),
    PlantedMistake(
      "memory limit gone", in: deployment, "              memory: 512Mi\n", "",
      rule: "policy/limits-and-requests", at: "cpu: 500m",
      "no limits on container catalog (memory): set the most it may take in resources.limits"),
    PlantedMistake(
      "readinessProbe gone", in: deployment,
      "          readinessProbe:\n            httpGet:\n              path: /readyz\n"
        + "              port: http\n", "", rule: "policy/liveness-and-readiness",
      at: "name: catalog\n          image",
      "no readinessProbe on container catalog: add one, so that it gets no traffic before its model "
        + "is loaded"),
    PlantedMistake(
      "Service port 8O80", in: "base/catalog/service.yaml", "port: 80\n", "port: 8O80\n",
      rule: "api/decoding", at: "8O80",
      "json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32"
    ),
    PlantedMistake(
      "Ingress to a Service that does not exist", in: "base/web/ingress.yaml", "name: catalog",
      "name: catalogue", rule: "relations/missing-backend", at: "catalogue",
      "nothing here makes the Service catalogue: callers get 503"),
    PlantedMistake(
      "PDB selector matches no pod", in: "base/catalog/pdb.yaml", "app: catalog", "app: catlog",
      rule: "relations/dangling-disruption-budget", at: "catlog",
      "PodDisruptionBudget catalog selects no pod: it protects none"),
    PlantedMistake(
      "immutable selector changed", in: deployment,
      "      app: catalog\n  template:\n    metadata:\n      labels:\n        app: catalog\n",
      "      app: catalog\n      tier: web\n  template:\n    metadata:\n      labels:\n"
        + "        app: catalog\n        tier: web\n", rule: "api/invalid", at: "web\n  template",
      "Invalid value: {\"matchLabels\":{\"app\":\"catalog\",\"tier\":\"web\"}}: field is immutable",
      isUpdate: true),
    PlantedMistake(
      "PVC template shrunk", in: "base/redis/statefulset.yaml", "storage: 10Gi", "storage: 5Gi",
      rule: "api/invalid", at: "5Gi",
      "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', "
        + "'template', 'updateStrategy', 'revisionHistoryLimit', "
        + "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      isUpdate: true),
    PlantedMistake(
      "commonLabels on live Deployments", in: overlay, "replicas:\n",
      "labels:\n  - includeSelectors: true\n    pairs:\n      team: shop\nreplicas:\n",
      rule: "api/invalid", at: "shop\nreplicas",
      "Invalid value: {\"matchLabels\":{\"app\":\"cart\",\"team\":\"shop\"}}: field is immutable",
      isUpdate: true),
  ]
}
