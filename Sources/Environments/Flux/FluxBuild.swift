import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// Builds one Kustomization as Flux's kustomize-controller does (fluxcd/kustomize-controller v1.9).
struct FluxBuild {
  private let kustomization: FluxKustomization
  private let renderer: Renderer
  private let loader: Loader

  /// - Parameters:
  ///   - renderer: whether history is kept.
  ///   - loader: reads the source.
  init(_ kustomization: FluxKustomization, renderer: Renderer, loader: Loader) {
    self.kustomization = kustomization
    var renderer = renderer
    renderer.order = .asListed
    renderer.loadRestrictor = .unrestricted
    self.renderer = renderer
    self.loader = loader
  }

  /// The objects that are applied.
  ///
  /// - Parameters:
  ///   - objects: what the cluster has, from which variables are taken.
  ///   - controller: says whether substitution is strict.
  func rendering(
    among objects: FluxObjects, controller: FluxController
  ) throws(PipelineError) -> Rendering {
    var rendering: Rendering
    do throws(RenderError) {
      rendering = try renderer.render(
        directory: kustomization.path, changedBy: kustomization.change, with: loader)
    } catch {
      throw PipelineError(error.diagnostics.map(placed))
    }
    try substitute(in: &rendering, among: objects, controller)
    rendering.objects = rendering.objects.flatMap(\.flattened).map(marked)
    return rendering
  }

  /// A finding that no file is to blame for is about the path.
  private func placed(_ finding: Diagnostic) -> Diagnostic {
    var finding = finding
    if finding.primary == nil { finding.primary = kustomization.place }
    return finding
  }

  private func substitute(
    in rendering: inout Rendering, among objects: FluxObjects, _ controller: FluxController
  ) throws(PipelineError) {
    guard let postBuild = kustomization.spec["postBuild"], !postBuild.isNull else { return }
    let found = FluxVariables(of: kustomization, among: objects)
    let isAlways = postBuild["substituteStrategy"]?.scalarText == "Always"
    var failures: [Diagnostic] = []
    for index in rendering.objects.indices {
      let root = rendering.objects[index].object.root
      // The controller decrypts before it substitutes, which nobody can do here.
      guard !rendering.objects[index].object.isEncrypted else { continue }
      var (variables, undefined) = (found.variables, Set<String>())
      do throws(SubstitutionFailure) {
        var result: Node?
        do throws(SubstitutionFailure) {
          result = try ObjectSubstitution(
            variables, isStrict: controller.isStrict, isAlways: isAlways
          ).substituted(in: root)
        } catch {
          undefined = error.undefined
          guard !undefined.isEmpty else { throw error }
          let findings = error.diagnostics.map { placed(found.explained($0), in: root) }
          rendering.refusals += findings.filter { $0.severity == .error }
          rendering.warnings += findings.filter { $0.severity != .error }
          // The rest can be looked at, with the expressions as they are.
          for name in undefined { variables.setUnknown(name) }
          result = try ObjectSubstitution(
            variables, isStrict: controller.isStrict, isAlways: isAlways
          ).substituted(in: root)
        }
        guard let result else { continue }
        rendering.objects[index].object = KubernetesObject(result)
        for (place, cause) in variables.placesOfUnknown(in: result, undefined: undefined) {
          rendering.unknownValues[place] = cause
        }
      } catch {
        failures += error.diagnostics.map { placed($0, in: root) }
      }
    }
    guard failures.isEmpty else { throw PipelineError(failures) }
    rendering.warnings += found.diagnostics
  }

  /// A finding about an object's substitution, with what asks for it.
  private func placed(_ finding: Diagnostic, in root: Node) -> Diagnostic {
    var finding = finding
    finding.object = KubernetesObject(root).identity.description
    finding.related.append(
      Label("substituted by Kustomization \(kustomization.id)", at: kustomization.place))
    return finding
  }

  /// The object with the owner's labels and what `commonMetadata` sets.
  private func marked(_ rendered: RenderedObject) -> RenderedObject {
    var rendered = rendered
    var root = rendered.object.root
    let name = kustomization.object.metadata?["name"]?.origin ?? .none
    let id = kustomization.id
    var labels: [(String, Node)] = [
      (
        "\(FluxKustomization.group)/name",
        .string(id.name, origin: Origin(name.location, by: .labels))
      ),
      (
        "\(FluxKustomization.group)/namespace",
        .string(id.namespace, origin: Origin(name.location, by: .labels))
      ),
    ]
    let common = kustomization.spec["commonMetadata"]
    labels += (common?["labels"]?.mapping?.entries ?? []).map {
      ($0.name, $0.value.set(by: .labels))
    }
    root.setMetadata("labels", labels)
    root.setMetadata(
      "annotations",
      (common?["annotations"]?.mapping?.entries ?? []).map {
        ($0.name, $0.value.set(by: .annotations))
      })
    rendered.object = KubernetesObject(root)
    return rendered
  }
}

extension RenderedObject {
  /// The object, or those of a list; nothing for what is no object of a cluster.
  fileprivate var flattened: [RenderedObject] {
    if object.kind.hasSuffix("List"), let items = object.root["items"]?.elements {
      return items.flatMap { item in
        RenderedObject(object: KubernetesObject(item), definition: definition).flattened
      }
    }
    let isObject = !object.kind.isEmpty && !object.name.isEmpty
    let isBuildFile =
      object.gvk.group == "kustomize.config.k8s.io" && object.kind == "Kustomization"
    return isObject && !isBuildFile ? [self] : []
  }
}

extension Node {
  /// The text of a scalar, as set by a step.
  fileprivate func set(by setter: Origin.Setter) -> Node {
    .string(scalarText ?? "", origin: Origin(origin.location, by: setter))
  }

  /// Sets entries of a mapping in the metadata.
  fileprivate mutating func setMetadata(_ field: String, _ entries: [(String, Node)]) {
    guard !entries.isEmpty, self["metadata"]?.mapping != nil else { return }
    _ = update("metadata") { metadata in
      if metadata[field]?.mapping == nil { metadata[field] = Node(Mapping()) }
      _ = metadata.update(field) { mapping in
        for (name, value) in entries {
          var value = value
          if let old = mapping[name] {
            value.origin.replaced = Origin.Replaced(origin: old.origin, value: old.scalar)
          }
          mapping[name] = value
        }
      }
    }
  }
}
