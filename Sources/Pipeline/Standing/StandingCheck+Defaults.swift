import Admission
import APIServer
import Environments
package import Kubernetes
package import YAML

extension StandingCheck.State {
  /// What the server takes for a scalar of an object of a built-in kind where the object has none, as JSON;
  /// nil where it takes nothing.
  package func defaultValue(of path: FieldPath, in object: KubernetesObject) -> String? {
    let release = pipeline.configuration.kubernetesRelease
    guard Facts.of(release).schema(of: object.gvk) != nil else { return nil }
    let validator = Validator.evaluatingRules(definitions: [], release: release)
    let stored = validator.stored(KubernetesObject(object.root.without(path.steps[...])))
    guard let node = stored.root[path], node.scalar != nil, !node.isNull else { return nil }
    // What the server writes for want of a value is no value that it chose.
    return ["\"\"", "0", "false"].contains(node.json) ? nil : node.json
  }
}

extension Node {
  /// The tree without what stands at the end of a path.
  fileprivate func without(_ path: ArraySlice<FieldPath.Step>) -> Node {
    var result = self
    switch path.first {
    case .key(let name):
      _ = result.updateMapping { mapping in
        guard let index = mapping.index(of: name) else { return }
        if path.count == 1 {
          mapping.remove(at: index)
        } else {
          mapping.update(at: index) { $0 = $0.without(path.dropFirst()) }
        }
      }
    case .index(let index) where path.count > 1:
      _ = result.updateElements { elements in
        guard elements.indices.contains(index) else { return }
        elements[index] = elements[index].without(path.dropFirst())
      }
    case .index, nil: break
    }
    return result
  }
}
