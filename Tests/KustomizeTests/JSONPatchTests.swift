import Diagnostics
import Kustomize
import Testing

struct JSONPatchTests {
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
