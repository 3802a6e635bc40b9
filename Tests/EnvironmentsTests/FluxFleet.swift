import Diagnostics
import Environments
import Kustomize
import Testing

/// Clusters that Flux reconciles, as small trees.
enum FluxFleet {
  /// One Kustomization as Flux has it.
  static func kustomization(
    _ name: String, path: String, source: String = "flux-system", more: String = ""
  ) -> String {
    """
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata:
      name: \(name)
      namespace: flux-system
    spec:
      path: \(path)
      sourceRef: {kind: GitRepository, name: \(source)}
    \(more.isEmpty ? "" : more.split(separator: "\n").map { "  \($0)\n" }.joined())
    """
  }

  static func repository(_ url: String, named name: String = "flux-system") -> String {
    """
    apiVersion: source.toolkit.fluxcd.io/v1
    kind: GitRepository
    metadata: {name: \(name), namespace: flux-system}
    spec: {url: "\(url)"}

    """
  }

  static func configMap(_ name: String, _ data: String, namespace: String = "apps")
    -> String
  {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name), namespace: \(namespace)}\ndata:\n  \(data)\n"
  }

  /// Two clusters as `flux bootstrap` leaves them.
  static var fleet: [String: String] {
    var files = [
      "apps/base/web.yaml": configMap("web", "host: ${host}"),
      "apps/base/kustomization.yaml": "resources: [web.yaml]\n",
    ]
    for name in ["staging", "production"] {
      files["clusters/\(name)/flux-system/gotk-sync.yaml"] =
        repository("ssh://git@example.com/org/fleet") + "---\n"
        + kustomization("flux-system", path: "./clusters/\(name)")
      files["clusters/\(name)/apps.yaml"] = kustomization(
        "apps", path: "./apps/\(name)",
        more: "postBuild:\n  substitute: {host: \(name).example.com}\n")
      files["apps/\(name)/kustomization.yaml"] = "resources: [../base]\n"
    }
    return files
  }

  static func workspace(_ files: [String: String]) -> Workspace {
    Workspace(tree: MemoryTree(files), name: "the tree")
  }

  static func found(
    _ files: [String: String], under directory: String = ""
  ) throws -> PipelineConfiguration {
    try Discovery(workspace(files)).configuration(of: directory)
  }

  static func rendered(_ files: [String: String], _ name: String) throws -> RenderedEnvironment {
    let environment = try found(files).environment(named: name)
    return try EnvironmentRenderer(workspace(files)).render(environment)
  }

  static func failures(_ files: [String: String], _ name: String) throws -> [Diagnostic] {
    let error = #expect(throws: PipelineError.self) { try rendered(files, name) }
    return try #require(error).diagnostics
  }
}
