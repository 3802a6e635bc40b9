import Admission
import Diagnostics
package import Display
package import Environments
import Kubernetes
import Kustomize
import YAML

extension GitOpsPipeline {
  /// Where an object's fields come from, newest setting first.
  ///
  /// - Parameters:
  ///   - object: `KIND/NAME` or `KIND/NAMESPACE/NAME`.
  ///   - field: a field of it, as `spec.containers[app].image`; nil for all.
  ///   - environment: the name of an environment, or a directory that holds a kustomization.
  /// - Throws: ``PipelineError`` where it does not render, or a name is not known.
  package func trace(
    _ object: String, field: String?, in environment: String, redaction: Redaction = Redaction()
  ) throws(PipelineError) -> ObjectTrace {
    let query = try ObjectQuery(object)
    let place = try self.place(of: environment)
    let renderer = EnvironmentRenderer(workspace, renderer: Renderer(recordsHistory: true))
    let renderings = try renderer.renderAll(place).targets.map(\.rendering)
    let found = try query.find(
      in: renderings.flatMap(\.objects), renderings.flatMap(\.deleted), of: place.name)
    let object = found.object
    let restored = KubernetesObject(object.removed.restored(in: object.root))
    let engine = hidingEngine(among: renderings.flatMap(\.objects).map(\.object))
    let secrecy = ObjectSecrecy(restored, hiding: engine.hiddenFields(of: restored))
    func trace(_ path: FieldPath, _ node: Node) -> FieldTrace {
      FieldTrace(path: path, node: node, isRemoved: object.root[path] == nil) { scalar in
        let text = secrecy.shown(scalar.text, at: path, by: redaction)
        return text == scalar.text ? scalar : Scalar(string: text)
      }
    }
    var result = ObjectTrace(
      environment: place.name, identity: object.identity, definition: found.definition, fields: [])
    result.deletion = found.deletion.map { origin in
      FieldTrace.Setting(setter: origin.setter, location: origin.location, isRemoval: true)
    }
    guard let field else {
      let leaves = object.root.leaves(at: .root) + object.removed.missing(in: object.root)
      result.fields = leaves.map { trace($0.path, $0.node) }
      return result
    }
    let (path, node) = try FieldQuery(text: field).find(in: object, or: restored.root)
    result.field = path
    let leaves = node.leaves(at: path)
    if leaves.first?.path != path { result.fields.append(trace(path, node)) }
    result.fields += leaves.map { trace($0.path, $0.node) }
    return result
  }

  /// The environment of that name, or a directory that is none and can be rendered.
  private func place(
    of name: String
  ) throws(PipelineError) -> Environment {
    do throws(PipelineError) { return try configuration.environment(named: name) } catch {
      guard let directory = try? workspace.path(of: name),
        try workspace.holdsKustomization(directory)
      else { throw error }
      return Environment(name: name, directory: PathReference(path: directory))
    }
  }
}
