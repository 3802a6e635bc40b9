import Display
import Environments
import Kustomize
import Pipeline
import Testing

/// A value that was copied from another object is traced to the entry that copied it, and from there
/// to the field that it was copied from.
struct CopyTraceTests {
  private func trace(_ kustomization: String, _ object: String, _ field: String) throws -> [String]
  {
    let files = [
      "clusters/production/kustomization.yaml": "resources: [api.yaml]\n" + kustomization,
      "clusters/production/api.yaml": """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: source}
      data:
        host: db.example.com
        limits: {cpu: "1"}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: target}
      data:
        url: https://HOST/path
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: pod}
      spec:
        containers:
          - name: app
            args: ["--host=$(HOST)", "$(NAME)@$(HOST)"]
      """,
    ]
    let workspace = Workspace(tree: MemoryTree(files), name: "memory")
    let pipeline = GitOpsPipeline(try Discovery(workspace).configuration(), in: workspace, width: 1)
    let text = try pipeline.trace(object, field: field, in: "production").shown.text
    return text.split(separator: "\n").dropFirst().map {
      String($0).replacing("clusters/production/", with: "")
    }
  }

  private static func replacement(_ options: String = "") -> String {
    """
    patches:
      - patch: |-
          {apiVersion: v1, kind: ConfigMap, metadata: {name: source}, data: {host: db.test}}
    replacements:
      - source: {kind: ConfigMap, name: source, fieldPath: data.host}
        targets:
          - select: {kind: ConfigMap, name: target}
            fieldPaths:
              - data.url
    \(options)
    """
  }

  @Test func `a replacement is traced to its field path, its source, and what it replaced`() throws
  {
    #expect(
      try trace(Self.replacement(), "ConfigMap/target", "data.url") == [
        "kustomization.yaml:10:13: db.test (replacements)",
        "kustomization.yaml:4:80: db.test (source, strategic merge patch)",
        "api.yaml:5:9: db.example.com (source, document)",
        "api.yaml:12:8: https://HOST/path (document)",
      ])
  }

  @Test func `a part that is replaced and a field that is made are traced alike`() throws {
    let part = "        options: {delimiter: /, index: 2}"
    #expect(
      try trace(Self.replacement(part), "ConfigMap/target", "data.url") == [
        "kustomization.yaml:10:13: https://db.test/path (replacements)",
        "kustomization.yaml:4:80: db.test (source, strategic merge patch)",
        "api.yaml:5:9: db.example.com (source, document)",
        "api.yaml:12:8: https://HOST/path (document)",
      ])
    let made = Self.replacement("        options: {create: true}")
      .replacing("data.url", with: "data.new")
    #expect(
      try trace(made, "ConfigMap/target", "data.new").prefix(2) == [
        "kustomization.yaml:10:13: db.test (replacements)",
        "kustomization.yaml:4:80: db.test (source, strategic merge patch)",
      ])
  }

  @Test func `a copied mapping is traced field by field`() throws {
    let lines = try trace(
      """
      replacements:
        - source: {kind: ConfigMap, name: source, fieldPath: data.limits}
          targets:
            - select: {kind: Pod}
              fieldPaths: ["spec.containers.[name=app].resources.limits"]
              options: {create: true}
      """, "Pod/pod", "spec.containers[app].resources.limits.cpu")
    #expect(
      lines == [
        "kustomization.yaml:6:22: \"1\" (replacements)", "api.yaml:6:17: \"1\" (source, document)",
      ])
  }

  @Test func `a var is traced to its entry and its source`() throws {
    let vars = """
      vars:
        - name: HOST
          objref: {kind: ConfigMap, name: source, apiVersion: v1}
          fieldref: {fieldpath: data.host}
        - name: NAME
          objref: {kind: ConfigMap, name: target, apiVersion: v1}
      """
    #expect(
      try trace(vars, "Pod/pod", "spec.containers[app].args[0]") == [
        "kustomization.yaml:3:11: --host=db.example.com (vars)",
        "api.yaml:5:9: db.example.com (source, document)",
        "api.yaml:20:14: --host=$(HOST) (document)",
      ])
    #expect(
      try trace(vars, "Pod/pod", "spec.containers[app].args[1]") == [
        "kustomization.yaml:3:11: target@db.example.com (vars)",
        "api.yaml:5:9: db.example.com (source, document)",
        "kustomization.yaml:6:11: target@db.example.com (vars)",
        "api.yaml:10:18: target (source, document)",
        "api.yaml:20:32: $(NAME)@$(HOST) (document)",
      ])
  }
}
