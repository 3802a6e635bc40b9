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
    let objects = try renderer.render(place).targets.flatMap(\.rendering.objects)
    let rendered = try query.find(in: objects, of: place.name)
    let root = rendered.object.root
    let engine = hidingEngine(among: objects.map(\.object))
    let secrecy = ObjectSecrecy(rendered.object, hiding: engine.hiddenFields(of: rendered.object))
    func trace(_ path: FieldPath, _ node: Node) -> FieldTrace {
      FieldTrace(path: path, node: node) { scalar in
        let text = secrecy.shown(scalar.text, at: path, by: redaction)
        return text == scalar.text ? scalar : Scalar(string: text)
      }
    }
    var result = ObjectTrace(
      environment: place.name, identity: rendered.object.identity,
      definition: rendered.definition, fields: [])
    var (path, node) = (FieldPath.root, root)
    if let field {
      do throws(FieldQuery.Miss) { path = try FieldQuery(text: field).path(in: root) } catch {
        throw PipelineError(error, in: rendered.object)
      }
      node = root[path] ?? root
      result.field = path
    }
    let leaves = node.leaves(at: path)
    if !path.isEmpty, leaves.first?.path != path { result.fields.append(trace(path, node)) }
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
