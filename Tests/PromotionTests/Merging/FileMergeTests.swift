import Diagnostics
import Promotion
import Testing
import YAML

struct FileMergeTests {
  @Test func `every field of a kustomization moves, and the target's own stay`() throws {
    let base = """
      # Ours
      apiVersion: kustomize.config.k8s.io/v1beta1
      resources:
      - ../../base
      - https://github.com/o/r/config/default?ref=aaa  # follows the tag
      images:
      - name: quay.io/o/r
        newTag: aaa   # the version
        digest: sha256:1
      patches:
      - path: manager_patch.yaml
      configMapGenerator:
      - name: config
        literals:
          - A=1
          - B="two"

      """
    let source = """
      apiVersion: kustomize.config.k8s.io/v1beta1
      resources:
      - ../../base
      - ../../base/monitoring
      - https://github.com/o/r/config/default?ref=bbb
      images:
      - name: quay.io/o/r
        newTag: bbb
      - name: quay.io/o/new
        # why it is here
        newTag: n1
      # a patch with a reason
      patches:
      - path: manager_patch.yaml
      - path: other_patch.yaml
        target:
          kind: Deployment
      configMapGenerator:
      - name: config
        literals:
          - A=2
          - C=3
      helmCharts:
      - name: chart
        version: 1.0.0

      """
    let target = base.replacing("B=\"two\"", with: "B=own")
    let merge = MergeCase(source: source, target: target, base: base)
    #expect(
      merge.classes == [
        "resources[../../base/monitoring]: pending",
        "resources[https://github.com/o/r/config/default]: pending",
        "images[quay.io/o/r]: pending", "images[quay.io/o/new]: pending",
        "patches[other_patch.yaml]: pending", "configMapGenerator[config].literals[A]: pending",
        "configMapGenerator[config].literals[C]: pending",
        "configMapGenerator[config].literals[B]: conflict", "helmCharts[chart]: pending",
      ])
    #expect(
      try merge.merged() == """
        # Ours
        apiVersion: kustomize.config.k8s.io/v1beta1
        resources:
        - ../../base
        - ../../base/monitoring
        - https://github.com/o/r/config/default?ref=bbb  # follows the tag
        images:
        - name: quay.io/o/r
          newTag: bbb   # the version
        - name: quay.io/o/new
          # why it is here
          newTag: n1
        patches:
        - path: manager_patch.yaml
        - path: other_patch.yaml
          target:
            kind: Deployment
        configMapGenerator:
        - name: config
          literals:
            - A=2
            - C=3
            - B=own
        helmCharts:
        - name: chart
          version: 1.0.0

        """)
  }

  @Test func `an object's fields are merged by name and objects come and go`() throws {
    let base = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: app}
      spec:
        replicas: 1
        template:
          spec:
            containers:
            - name: app
              image: app:v1
              args: ["--b=1", "--a"]
              env:
              - {name: A, value: "1"}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: old}

      """
    let source = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: app}
      spec:
        replicas: 1
        template:
          spec:
            containers:
            - name: app
              image: app:v2
              args: ["--b=1", "--a", "--c"]
              env:
              - {name: A, value: "1"}
              - {name: HOST, value: api.staging.example.com}
      ---
      apiVersion: v1
      kind: Service
      # new here
      metadata: {name: new}

      """
    let target = base.replacing("replicas: 1", with: "replicas: 5").replacing(
      "--b=1", with: "--b=2")
    let merge = MergeCase("app.yaml", source: source, target: target, base: base)
    #expect(
      merge.classes == [
        "Deployment/app spec.replicas: hotfix",
        "Deployment/app spec.template.spec.containers[app].image: pending",
        "Deployment/app spec.template.spec.containers[app].args: pending",
        "Deployment/app spec.template.spec.containers[app].env[HOST]: pending",
        "Service/new: pending", "Service/old: pending",
      ])
    #expect(
      try merge.merged() == """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec:
          replicas: 5
          template:
            spec:
              containers:
              - name: app
                image: app:v2
                args: ["--b=2", "--a", "--c"]
                env:
                - {name: A, value: "1"}
                - {name: HOST, value: api.production.example.com}
        ---
        apiVersion: v1
        kind: Service
        # new here
        metadata: {name: new}

        """)
  }

  @Test func `values, JSON and variables are merged too`() throws {
    let values = MergeCase(
      "values.yaml", source: "image:\n  tag: v2 # {\"$imagepolicy\": \"a:b\"}\nreplicas: 1\n",
      target: "image:\n  tag: v1 # {\"$imagepolicy\": \"a:b\"}\nreplicas: 3\n",
      base: "image:\n  tag: v1\nreplicas: 1\n")
    #expect(
      try values.merged() == "image:\n  tag: v2 # {\"$imagepolicy\": \"a:b\"}\nreplicas: 3\n")
    let json = MergeCase(
      "values.json", source: "{\"a\": {\"tag\": \"v2\", \"n\": 1}}",
      target: "{\n  \"a\": {\n    \"tag\": \"v1\",\n    \"own\": true\n  }\n}\n",
      base: "{\"a\": {\"tag\": \"v1\"}}")
    #expect(
      try json.merged()
        == "{\n  \"a\": {\n    \"tag\": \"v2\",\n    \"n\": 1,\n    \"own\": true\n  }\n}\n")
    let variables = MergeCase(
      "app.env", source: "A=2\nNEW=1\nB=x\n", target: "# own\r\nA=1\r\nB=own\r\nOLD=1\r\n",
      base: "A=1\nB=x\nOLD=1\n")
    #expect(try variables.merged() == "# own\r\nA=2\r\nNEW=1\r\nB=own\r\n")
  }

  @Test func `other text is merged line by line, and conflicts where lines meet`() throws {
    let base = "one\ntwo\nthree\nfour\nfive\n"
    let clean = MergeCase(
      "nginx.conf", source: base.replacing("one", with: "1"),
      target: base.replacing("five", with: "5"), base: base)
    #expect(try clean.merged() == "1\ntwo\nthree\nfour\n5\n")
    let met = MergeCase(
      "nginx.conf", source: base.replacing("one", with: "1"),
      target: base.replacing("one", with: "eins"), base: base)
    #expect(met.classes == ["the whole file: conflict"])
  }

  @Test func `a new entry of a sorted list comes to its place, in its neighbours' manner`() throws {
    let list = MergeCase(
      source: "images:\n- name: d\n  newTag: \"1\"\nresources: [c.yaml, a.yaml, d.yaml, b.yaml]\n",
      target: """
        images:
        - {name: a, newTag: v1}
        - {name: c, newTag: v1}
        resources:
          - "a.yaml"
          - "c.yaml" # the third
          - "d.yaml"

        """,
      base: "resources: [a.yaml, c.yaml, d.yaml]\n")
    #expect(
      try list.merged() == """
        images:
        - {name: a, newTag: v1}
        - {name: c, newTag: v1}
        - {name: d, newTag: "1"}
        resources:
          - "a.yaml"
          - "b.yaml"
          - "c.yaml" # the third
          - "d.yaml"

        """)
  }

  @Test func `a removed entry takes its comment along, and the last one its list`() throws {
    let merge = MergeCase(
      source: "resources:\n- a.yaml\n",
      target: """
        resources:
        - a.yaml
        # since the incident
        - b.yaml  # of May
        images:
        # the service
        - name: app
          newTag: v1
        namespace: x

        """,
      base: """
        resources:
        - a.yaml
        - b.yaml
        images:
        - name: app
          newTag: v1
        namespace: x

        """)
    #expect(try merge.merged() == "resources:\n- a.yaml\n")
  }

  @Test func `names of the environments are translated in paths, hosts and namespaces alone`()
    throws
  {
    let merge = MergeCase(
      source: """
        namespace: app-staging
        resources:
        - ../../base
        - ../staging-only
        configMapGenerator:
        - name: c
          literals:
          - MODE=staging
          - URL=https://api.staging.example.com/x
          - WORD=a staging b

        """,
      target: "namespace: app-production\nresources:\n- ../../base\n",
      base: "namespace: app-staging\nresources:\n- ../../base\n")
    #expect(
      try merge.merged() == """
        namespace: app-production
        resources:
        - ../../base
        - ../production-only
        configMapGenerator:
        - name: c
          literals:
          - MODE=staging
          - URL=https://api.production.example.com/x
          - WORD=a staging b

        """)
  }
}
