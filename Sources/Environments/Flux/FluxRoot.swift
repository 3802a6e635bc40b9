import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// Where Flux begins in a cluster: the Kustomization that brings all others.
package struct FluxRoot: Hashable, Sendable {
  /// What that Kustomization is called.
  var id: FluxIdentity
  /// The directory that it builds, relative to the repository's root.
  package var path: String
  /// The file that declares it; nil where bootstrapping makes it and nobody has committed it.
  var file: String?
  /// The repository's root in the tree, where that is not the tree's own.
  var base = ""

  /// How many directories lead to the path.
  var depth: Int { path.split(separator: "/").count }

  /// What `flux bootstrap` calls the Kustomization and its source.
  static let standardID = FluxIdentity(namespace: "flux-system", name: "flux-system")

  /// The Kustomization as the tree has it.
  ///
  /// - Throws: ``PipelineError`` where the file does not declare it any more.
  func kustomization(in workspace: Workspace) throws(PipelineError) -> FluxKustomization {
    guard let file else { return Self.made(id, path: .string(path)) }
    let source: SourceFile
    do { source = try workspace.tree.file(at: file, limit: Limits.standard.bytes) } catch {
      throw PipelineError(error)
    }
    for object in try Manifests.objects(of: source) {
      if let kustomization = Self.kustomization(object), kustomization.id == id {
        return kustomization
      }
    }
    throw PipelineError("\(file) does not declare Kustomization \(id)")
  }

  /// The Kustomization that an object is, or that Flux's operator makes of its FluxInstance.
  static func kustomization(_ object: KubernetesObject) -> FluxKustomization? {
    if let kustomization = FluxKustomization(object) { return kustomization }
    guard object.gvk.group == "fluxcd.controlplane.io", object.kind == "FluxInstance",
      let sync = object.root[["spec", "sync"]], let path = sync["path"]
    else { return nil }
    let name = sync["name"]?.scalarText ?? object.namespace
    return made(
      FluxIdentity(namespace: object.namespace, name: name), path: path,
      source: sync["kind"]?.scalarText ?? "GitRepository", origin: object.root.origin)
  }

  private static func made(
    _ id: FluxIdentity, path: Node, source: String = "GitRepository", origin: Origin = .none
  ) -> FluxKustomization {
    func mapping(_ entries: [(String, Node)]) -> Node {
      Node(
        Mapping(
          entries: entries.map { .init(key: .string($0.0, origin: origin), value: $0.1) }),
        origin: origin)
    }
    func text(_ text: String) -> Node { .string(text, origin: origin) }
    let object = mapping([
      ("apiVersion", text("\(FluxKustomization.group)/v1")), ("kind", text("Kustomization")),
      ("metadata", mapping([("name", text(id.name)), ("namespace", text(id.namespace))])),
      (
        "spec",
        mapping([
          ("path", path),
          ("sourceRef", mapping([("kind", text(source)), ("name", text(id.name))])),
        ])
      ),
    ])
    guard let kustomization = FluxKustomization(KubernetesObject(object)) else {
      preconditionFailure("what is made here is a Kustomization")
    }
    return kustomization
  }
}

/// One Kustomization that Flux applies, by where Flux begins and what it is called.
package struct FluxTarget: Hashable, Sendable {
  /// Where Flux begins.
  package var root: FluxRoot
  /// What the Kustomization is called.
  package var id: FluxIdentity
}
