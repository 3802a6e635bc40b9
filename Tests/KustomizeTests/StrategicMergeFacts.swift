// Table of strategic merge patches with what kubectl makes of them.

extension StrategicMergePatchTests {
  static let facts = [
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
}
