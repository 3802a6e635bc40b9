// A table of patches with what kubectl makes of them, which is why the file is long.

import Diagnostics
import Kubernetes
import Kustomize
import Testing
import YAML

struct PatchTests {
  /// A resource, a strategic merge patch, and what `kubectl kustomize` makes of them.
  struct Fact: Sendable, CustomTestStringConvertible {
    var name: String
    var resource: String
    var patch: String
    var result: String
    var testDescription: String { name }
  }

  @Test(arguments: facts)
  func `a strategic merge patch does what Kustomize does`(_ fact: Fact) throws {
    let rendered = try text([
      "app/kustomization.yaml": "resources: [r.yaml]\npatches: [{path: p.yaml}]\n",
      "app/r.yaml": fact.resource, "app/p.yaml": fact.patch,
    ])
    #expect(rendered == fact.result)
  }

  private static let facts = [
    Fact(
      name: "a patch that asks for nothing takes empty fields away",
      resource: """
        apiVersion: example.com/v1
        kind: A
        metadata: {name: a}
        spec:
          gone:
          kept: null
          list: [{x: 1, y: }]

        """,
      patch: """
        apiVersion: example.com/v1
        kind: A
        metadata: {name: a, labels: {l: m}}

        """,
      result: """
        apiVersion: example.com/v1
        kind: A
        metadata:
          labels:
            l: m
          name: a
        spec:
          kept: null
          list:
          - x: 1
            "y": ""

        """),
    Fact(
      name: "a null of the patch removes a field",
      resource: """
        apiVersion: example.com/v1
        kind: A
        metadata: {name: a}
        spec: {x: 1, y: {z: 2}}

        """,
      patch: """
        apiVersion: example.com/v1
        kind: A
        metadata: {name: a}
        spec: {x: null, y: {z: null}, w: null, v: {u: null}}

        """,
      result: """
        apiVersion: example.com/v1
        kind: A
        metadata:
          name: a
        spec:
          v: {}
          "y": {}

        """),
    Fact(
      name: "a value keeps the quotes of the one that it replaces",
      resource: """
        apiVersion: example.com/v1
        kind: A
        metadata: {name: a}
        spec: {quoted: 'x', plain: x, number: 1}

        """,
      patch: """
        apiVersion: example.com/v1
        kind: A
        metadata: {name: a}
        spec: {quoted: 5, plain: 5, number: '5'}

        """,
      result: """
        apiVersion: example.com/v1
        kind: A
        metadata:
          name: a
        spec:
          number: "5"
          plain: 5
          quoted: "5"

        """),
    Fact(
      name: "a list without a schema is replaced",
      resource: """
        apiVersion: example.com/v1
        kind: A
        metadata: {name: a}
        spec: {list: [{name: a, x: 1}, {name: b}]}

        """,
      patch: """
        apiVersion: example.com/v1
        kind: A
        metadata: {name: a}
        spec: {list: [{name: a}]}

        """,
      result: """
        apiVersion: example.com/v1
        kind: A
        metadata:
          name: a
        spec:
          list:
          - name: a

        """),
    Fact(
      name: "elements of the patch come first",
      resource: """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec: {containers: [{name: a, image: x}, {name: b, image: y}]}

        """,
      patch: """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec: {containers: [{name: c, image: z}, {name: b, args: [q]}]}

        """,
      result: """
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
        spec:
          containers:
          - image: z
            name: c
          - args:
            - q
            image: "y"
            name: b
          - image: x
            name: a

        """),
    Fact(
      name: "an element is deleted by its key",
      resource: """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec: {containers: [{name: a}, {name: b}], volumes: [{name: v}]}

        """,
      patch: """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec: {containers: [{name: a, $patch: delete}], volumes: [{name: v, $patch: delete}]}

        """,
      result: """
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
        spec:
          containers:
          - name: b
          volumes: []

        """),
    Fact(
      name: "a list is replaced where the patch says so",
      resource: """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec: {containers: [{name: a, image: x}]}

        """,
      patch: """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec: {containers: [{$patch: replace}, {name: b, image: y}]}

        """,
      result: """
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
        spec:
          containers:
          - image: "y"
            name: b

        """),
    Fact(
      name: "a mapping is replaced where the patch says so",
      resource: """
        apiVersion: example.com/v1
        kind: A
        metadata: {name: a}
        spec: {m: {x: 1, y: 2}, n: {x: 1}}

        """,
      patch: """
        apiVersion: example.com/v1
        kind: A
        metadata: {name: a}
        spec: {m: {$patch: replace, z: 3}, n: {$patch: delete}}

        """,
      result: """
        apiVersion: example.com/v1
        kind: A
        metadata:
          name: a
        spec:
          m:
            z: 3

        """),
    Fact(
      name: "an element that is to be replaced is merged all the same",
      resource: """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec: {containers: [{name: a, image: x, args: [y]}]}

        """,
      patch: """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec: {containers: [{name: a, $patch: replace, image: z}]}

        """,
      result: """
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
        spec:
          containers:
          - args:
            - "y"
            image: x
            name: a

        """),
    Fact(
      name: "repeated elements become one",
      resource: """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec: {containers: [{name: a, env: [{name: E, value: '1'}, {name: F}, {name: E, value: '2'}]}]}

        """,
      patch: """
        apiVersion: v1
        kind: Pod
        metadata: {name: a, labels: {l: m}}

        """,
      result: """
        apiVersion: v1
        kind: Pod
        metadata:
          labels:
            l: m
          name: a
        spec:
          containers:
          - env:
            - name: E
              value: "2"
            - name: F
            name: a

        """),
    Fact(
      name: "scalars are joined, each once",
      resource: """
        apiVersion: v1
        kind: Pod
        metadata: {name: a, finalizers: [x, y]}

        """,
      patch: """
        apiVersion: v1
        kind: Pod
        metadata: {name: a, finalizers: [y, z]}

        """,
      result: """
        apiVersion: v1
        kind: Pod
        metadata:
          finalizers:
          - "y"
          - z
          - x
          name: a

        """),
    Fact(
      name: "directives inside what is new are followed",
      resource: """
        apiVersion: example.com/v1
        kind: A
        metadata: {name: a}

        """,
      patch: """
        apiVersion: example.com/v1
        kind: A
        metadata: {name: a}
        spec: {new: {$patch: merge, x: 1, gone: {$patch: delete}, none: null}}

        """,
      result: """
        apiVersion: example.com/v1
        kind: A
        metadata:
          name: a
        spec:
          new:
            x: 1

        """),
    Fact(
      name: "ports are told apart by number and protocol",
      resource: """
        apiVersion: v1
        kind: Service
        metadata: {name: a}
        spec: {ports: [{port: 53, protocol: TCP, name: t}, {port: 53, protocol: UDP, name: u}]}

        """,
      patch: """
        apiVersion: v1
        kind: Service
        metadata: {name: a}
        spec: {ports: [{port: 53, protocol: UDP, targetPort: 1}, {port: 53, name: n}]}

        """,
      result: """
        apiVersion: v1
        kind: Service
        metadata:
          name: a
        spec:
          ports:
          - name: t
            port: 53
            protocol: TCP
          - name: u
            port: 53
            protocol: UDP
            targetPort: 1

        """),
  ]

  @Test func `null annotations of a patch for selected targets say nothing`() throws {
    let files = [
      "app/kustomization.yaml": """
      resources: [r.yaml]
      patches:
      - target: {kind: Secret}
        patch: |-
          apiVersion: v1
          kind: Secret
          metadata: {name: any, annotations: null, labels: {a: null, b: 1}}
      """,
      "app/r.yaml": """
      apiVersion: v1
      kind: Secret
      metadata: {name: s, annotations: {kept: "1"}, labels: {a: x}}
      """,
    ]
    let metadata = try #require(try render(files).object("Secret")["metadata"])
    #expect(metadata["annotations"]?["kept"]?.string == "1")
    // Kustomize turns the labels of such a patch into text before it merges them.
    #expect(metadata["labels"]?["a"]?.string == "null")
    #expect(metadata["labels"]?["b"]?.string == "1")
  }

  @Test(arguments: [
    ("{op: add, path: /spec/a, value: 2020-01-01}", "a: \"2020-01-01\""),
    ("{op: add, path: /spec/a, value: yes}", "a: true"),
    ("{op: add, path: /spec/list/-, value: 3}", "- 1\n  - 2\n  - 3"),
    ("{op: add, path: /spec/list/0, value: 0}", "- 0\n  - 1\n  - 2"),
    ("{op: add, path: /spec/list/-1, value: 9}", "- 1\n  - 2\n  - 9"),
    ("{op: replace, path: /spec/list/-1, value: 9}", "- 1\n  - 9"),
    ("{op: remove, path: /spec/list/0}", "list:\n  - 2"),
    ("{op: move, from: /spec/big, path: /spec/moved}", "moved: 12345678"),
    ("{op: copy, from: /kind, path: /spec/copied}", "copied: A"),
    ("{op: add, path: /metadata/annotations/a~1b, value: c}", "a/b: c"),
    ("{op: test, path: /spec/big, value: 12345678.0}", "big: 12345678"),
    ("{op: test, path: /spec/none, value: null}", "big: 12345678"),
    ("{op: replace, path: /spec/none, value: 1}", "none: 1"),
    ("{op: copy, from: /spec/none, path: /spec/copied}", "copied: null"),
    ("{op: replace, path: stray/spec/big, value: 1}", "big: 1\n"),
  ])
  func `an operation does what Kustomize does`(operation: String, printed: String) throws {
    #expect(try patched(operation).contains(printed))
  }

  @Test(arguments: [
    ("{op: remove, path: /spec/none}", "remove /spec/none: there is nothing to remove"),
    ("{op: add, path: /spec/none/x, value: 1}", "add /spec/none/x: there is no none"),
    ("{op: test, path: /spec/big, value: 1}", "test /spec/big: the value is another"),
    (
      "{op: replace, path: /spec/list/5, value: 1}",
      "replace /spec/list/5: there is no element 5 among 2"
    ),
    ("{op: add, path: spec, value: 1}", "add spec: a JSON pointer to a field begins with /"),
    ("{op: ad, path: /spec}", "op must be one of add, remove, replace, move, copy, test"),
  ])
  func `an operation that cannot be done is refused`(operation: String, message: String) throws {
    let error = #expect(throws: RenderError.self) { try patched(operation) }
    #expect(error?.diagnostics.first?.message == message)
  }

  private func patched(_ operation: String) throws -> String {
    try text([
      "app/kustomization.yaml": """
      resources: [r.yaml]
      patches:
      - target: {kind: A}
        patch: |-
          - \(operation)
      """,
      "app/r.yaml": """
      {apiVersion: v1, kind: A, metadata: {name: a}, spec: {list: [1, 2], big: 12345678}}
      """,
    ])
  }
}
