import Comparison
import Display
import Testing
import YAML

/// How values that differ are compared and shown.
struct DiffValueTests {
  private func map(_ data: String, name: String = "a") -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: {\(data)}\n"
  }

  @Test func `long values are shown around what differs in them`() {
    let long = String(repeating: "x", count: 300)
    let text = compare(map("k: \(long)1\(long)"), map("k: \(long)2\(long)")).shown.text
    #expect(text.contains("…\(String(repeating: "x", count: 40))1xxx"))
    #expect(text.contains("→ …\(String(repeating: "x", count: 40))2xxx"))
    let lines = compare(map("k: \"a\\n\(long)1\""), map("k: \"a\\n\(long)2\"")).shown.text
    #expect(lines.contains("- …\(String(repeating: "x", count: 40))1\n"))
    #expect(lines.contains("+ …\(String(repeating: "x", count: 40))2\n"))
    let whole = compare(map("k: \(long)1"), map("k: \(long)2")).shown(.everything).text
    #expect(whole.contains("\(long)1 → \(long)2"))
  }

  @Test func `blanks at an end can be seen`() {
    #expect(lines(compare(map("k: 'a '"), map("k: a"))) == ["data.k: \"a \" → a"])
    let text = compare(map("k: \"a \\nb\""), map("k: \"a\\nb\"")).shown.text
    #expect(text.contains("- a·\n"))
  }

  @Test func `JSON in a value is compared by what it says`() {
    let diff = compare(
      map(#"k: '{"a": {"b": 1, "password": "hunter2"}, "l": [1, 2]}'"#),
      map(#"k: '{"l":[1,3],"a":{"password":"other","b":1}}'"#))
    #expect(
      diff.objects[0].fields.map(\.path.description)
        == ["data.k(JSON).a.password", "data.k(JSON).l[1]"])
    let text = diff.shown.text + diff.json.json
    #expect(text.contains("data.k(JSON).l[1]: 2 → 3"))
    for secret in ["hunter2", "other"] { #expect(!text.contains(secret)) }
    let layout = compare(map(#"k: '{"a": 1, "b": 2}'"#), map(#"k: '{"b":2,"a":1}'"#))
    #expect(layout.objects[0].fields.map(\.cause) == [.layout])
    #expect(layout.shown.text.contains("data.k: the same JSON, laid out otherwise"))
  }

  @Test func `an object that is called by one environment's name in both is one object`() {
    let diff = compare(map("k: a", name: "cfg-staging"), map("k: b", name: "cfg-staging"))
    #expect(lines(diff) == ["data.k: a → b"])
    #expect(compare(map("k: a", name: "cfg-staging"), map("k: a", name: "cfg-staging")).isEmpty)
    // Each environment's own comes first.
    let own = compare(
      map("k: a", name: "cfg-staging"),
      map("k: a", name: "cfg-production") + "---\n" + map("k: b", name: "cfg-staging"))
    #expect(own.objects.map(\.kind) == [.added])
  }

  @Test func `secrets inside other objects and in variables are never shown`() {
    let template = { (value: String) in
      """
      apiVersion: template.openshift.io/v1
      kind: Template
      metadata: {name: a}
      objects:
      - apiVersion: v1
        kind: Secret
        metadata: {name: s}
        stringData: {key: \(value)}
      """
    }
    let pod = { (value: String) in
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: a}
      spec: {containers: [{name: c, env: [{name: DB_PASSWORD, value: \(value)}]}]}
      """
    }
    for source in [template, pod] {
      let diff = compare(source("hunter2"), source("correct-horse"))
      #expect(diff.objects.flatMap(\.fields).count == 1)
      let text = diff.shown.text + diff.json.json + diff.markdown().text
      #expect(text.contains("<hidden:"))
      for secret in ["hunter2", "correct-horse"] { #expect(!text.contains(secret), "\(text)") }
    }
  }

  @Test func `a summary has a line for each object, and says nothing of what there is none of`() {
    let diff = compare(map("k: a"), map("k: b", name: "b"))
    #expect(
      diff.shown(.summary).text == """
        - ConfigMap/a only in staging
        + ConfigMap/b only in production
        1 only in staging, 1 only in production; 0 alike

        """)
    #expect(
      compare(map("k: a, l: a"), map("k: b, l: b")).shown(.summary).text
        == "~ ConfigMap/a  2 fields\n1 object differs in 2 fields; 0 alike\n")
  }

  @Test func `a comment is folded, fenced and of a size that hosts take`() {
    let object = { (index: Int, value: String) in
      map("k: \(value)", name: "n\(index)") + "---\n"
    }
    let few = compare(map("k: a", name: "n1"), map("k: b", name: "n1")).markdown().text
    #expect(
      few == """
        ### ` staging ` → ` production `: 1 object differs in 1 field; 0 alike

        <details><summary>1 object</summary>

        ```diff
        @@ ConfigMap/n1 @@
        - data.k: a
        + data.k: b
        ```

        </details>

        """)
    let long = String(repeating: "`", count: 150)
    let many = compare(
      (0..<2000).map { object($0, "'\(long)a'") }.joined(),
      (0..<2000).map { object($0, "'\(long)b'") }.joined()
    ).markdown().text
    #expect(many.utf8.count < 61_000)
    #expect(many.contains("\nLeft out, since a comment has no room for more: 1"))
    // The fence is longer than any run of its mark inside, and is closed.
    let fence = String(repeating: "`", count: 151)
    #expect(many.components(of: fence) >= 2)
  }

  @Test func `a comment without room ends with an app, and says what is left out`() {
    var diff = compare(
      (0..<40).map { map("k: a", name: "n\($0)") + "---\n" }.joined(),
      (0..<40).map { map("k: b", name: "n\($0)") + "---\n" }.joined())
    for index in diff.objects.indices { diff.objects[index].app = "app\(index / 5)" }
    let comment = diff.markdown(budget: 1_500).text
    #expect(comment.utf8.count < 1_500)
    #expect(comment.contains("<code>app1</code>: 5 objects") && comment.contains("n9 @@"))
    #expect(!comment.contains("n10 @@"))
    #expect(
      comment.contains("\nLeft out, since a comment has no room for more: 5 objects of ` app2 `,"))
    #expect(comment.hasSuffix("5 objects of ` app6 `, 5 objects of 1 other app.\n"))
    // Of an app that alone is too long there is what there is room for.
    for index in diff.objects.indices { diff.objects[index].app = "web" }
    let long = diff.markdown(budget: 1_500).text
    #expect(long.contains("<code>web</code>: 40 objects"))
    #expect(
      long.contains("no room for more: ") && long.hasSuffix(" objects of ` web `.\n"), "\(long)")
  }
}

extension String {
  fileprivate func components(of mark: String) -> Int { ranges(of: mark).count }
}
