import Promotion
import Testing

/// What is new stands where it does in the source, in the source's words.
struct PlacementTests {
  private static func object(_ name: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n"
  }

  private static func file(_ names: [String], head: String = "") -> String {
    head + names.map(object).joined(separator: "---\n")
  }

  @Test(arguments: [
    (["a", "new", "b", "c"], ["a", "b", "c"], ["a", "new", "b", "c"]),
    (["a", "new", "more", "b"], ["a", "b"], ["a", "new", "more", "b"]),
    (["new", "a", "b"], ["own", "a", "b"], ["own", "new", "a", "b"]),
    // What is said of the file stays at its head.
    (["new", "a"], ["a"], ["a", "new"]),
    (["a", "staging", "new", "b"], ["a", "production", "b"], ["a", "production", "new", "b"]),
  ])
  func `a new document stands between those that it stands between in the source`(
    _ source: [String], _ target: [String], _ result: [String]
  ) throws {
    let base = source.filter { !["new", "more"].contains($0) }
    let merge = MergeCase(
      "objects.yaml", source: Self.file(source), target: Self.file(target, head: "# Ours\n"),
      base: Self.file(base))
    #expect(try merge.merged() == Self.file(result, head: "# Ours\n"))
  }

  @Test func `a document that comes where one goes takes its place`() throws {
    let merge = MergeCase(
      "objects.yaml", source: Self.file(["a", "new", "c"]),
      target: Self.file(["a", "b", "c"]).dropLast() + "", base: Self.file(["a", "b", "c"]))
    #expect(try merge.merged() == Self.file(["a", "new", "c"]).dropLast())
  }

  @Test func `an element without a name brings its comment and its layout`() throws {
    let base = """
      rules:
        - verbs: [get]
          resources: [pods]
        - verbs: [list]
          resources: [pods]

      """
    let source = """
      rules:
        - verbs: [get]
          resources: [pods]
        # to restart them
        - verbs:
            - patch   # and no more
          resources: [deployments]
        - verbs: [list]
          resources: [pods]

      """
    let target = base.replacing("[pods]", with: "[pods] # ours")
    let merge = MergeCase("role.yaml", source: source, target: target, base: base)
    #expect(
      try merge.merged() == """
        rules:
          - verbs: [get]
            resources: [pods] # ours
          # to restart them
          - verbs:
              - patch   # and no more
            resources: [deployments]
          - verbs: [list]
            resources: [pods] # ours

        """)
  }
}
