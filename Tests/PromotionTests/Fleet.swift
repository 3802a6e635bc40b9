import Diagnostics
import Environments
import Git
import Kubernetes
import Kustomize
import Promotion
import TestKit
import YAML

/// A repository with a base and two environments.
struct Fleet {
  let fixture: GitFixture
  let staging = Fleet.environment("staging")
  let production = Fleet.environment("production")

  static let base = [
    "clusters/base/kustomization.yaml": """
    resources: [app.yaml]
    configMapGenerator:
    - {name: base-config, literals: [B=0]}

    """,
    "clusters/base/app.yaml": """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: app}
    spec:
      replicas: 1
      template:
        spec:
          containers:
          - name: app
            image: example.com/app
            envFrom: [{configMapRef: {name: config}}]
          - name: side
            image: example.com/side:v0

    """,
  ]

  static func overlay(
    app: String = "v1", side: String? = nil, literals: [String] = ["LEVEL=info"],
    replicas: Int? = nil, more: String = ""
  ) -> String {
    var text = """
      # Which versions run here
      resources:
      - ../base
      images:
      - name: example.com/app   # the service
        newTag: \(app)

      """
    if let side { text += "- name: example.com/side\n  newTag: \(side)\n" }
    if let replicas { text += "replicas:\n- {name: app, count: \(replicas)}\n" }
    if !literals.isEmpty {
      text += "configMapGenerator:\n- name: config\n  literals:\n"
      for literal in literals { text += "  - \(literal)\n" }
    }
    return text + more
  }

  /// Commits the base and both overlays as given.
  init(staging: String, production: String) throws {
    fixture = try GitFixture()
    try commit(staging: staging, production: production)
  }

  @discardableResult
  func commit(
    staging: String? = nil, production: String? = nil, message: String = "Change"
  ) throws -> ObjectID {
    var files = Fleet.base
    if let staging { files["clusters/staging/kustomization.yaml"] = staging }
    if let production { files["clusters/production/kustomization.yaml"] = production }
    return try fixture.commit(message, adding: files)
  }

  /// - Parameter adjusting: Changes the request before it is used.
  func promoter(
    adjusting: (inout PromotionRequest) -> Void = { _ in },
    recheck: @escaping Promoter.Recheck = { _ throws(PromotionError) in [] }
  ) throws -> Promoter {
    var request = PromotionRequest(from: staging, to: production)
    adjusting(&request)
    return Promoter(
      in: try fixture.open(), request, renderer: try renderer(), recheck: recheck)
  }

  func renderer() throws -> EnvironmentRenderer {
    EnvironmentRenderer(try Workspace.revision("HEAD", of: fixture.open()))
  }

  /// The environment that stands in the directory of its name.
  static func environment(_ name: String) -> Environment {
    Environment(name: name, directory: PathReference(path: "clusters/\(name)"))
  }

  /// What a branch holds of production.
  func production(on revision: String) throws -> String {
    try fixture.git(["show", "\(revision):clusters/production/kustomization.yaml"]) + "\n"
  }
}
