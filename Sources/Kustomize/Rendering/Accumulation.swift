import Diagnostics
import YAML

/// The resources of a kustomization and of what it builds on, with the rules that apply at the end.
struct Accumulation: Sendable {
  var list = ResourceList()
  var configuration = TransformerConfiguration()
  /// By name.
  var variables: [String: Variable] = [:]

  /// Takes over what a base has.
  mutating func merge(
    _ base: Accumulation, at place: Location?, _ context: RenderContext
  ) throws(RenderError) {
    if list.items.isEmpty {
      list = base.list
    } else {
      list.deleted += base.list.deleted
      try list.append(base.list.items, context.schemas, at: place)
    }
    try merge(base.configuration, at: place)
    for variable in base.variables.values { try add(variable) }
  }

  mutating func merge(
    _ other: TransformerConfiguration, at place: Location?
  ) throws(RenderError) {
    do { try configuration.merge(other) } catch {
      throw RenderError(
        .invalidConfiguration,
        "the field \(error.spec.path) is configured both to be made and not to be", at: place)
    }
  }

  /// Adds the vars of a kustomization and notes which resources give them their values.
  mutating func add(
    _ incoming: [Variable], _ context: RenderContext
  ) throws(RenderError) {
    for variable in incoming {
      let target = variable.target
      let isExact =
        !target.namespace.isEmpty
        || context.schemas.isClusterScoped(target.gvk)
      let positions = list.items.indices.filter { index in
        list.items[index].identities(context.schemas).contains { id in
          id.name == target.name && id.gvk == target.gvk
            && (!isExact || id.effectiveNamespace == target.effectiveNamespace(context.schemas))
        }
      }
      guard positions.count <= 1 else {
        throw RenderError(
          .invalidVariable,
          "\(positions.count) resources may give the var \(variable.name.value) its value",
          at: variable.name.location,
          related: positions.map { Label("one is here", at: list.items[$0].definition) })
      }
      if let position = positions.first {
        list.items[position].variableNames.append(variable.name.value)
      }
    }
    for variable in incoming { try add(variable) }
  }

  private mutating func add(_ variable: Variable) throws(RenderError) {
    if let first = variables[variable.name.value] {
      throw RenderError(
        .invalidVariable, "the var \(variable.name.value) is there already",
        at: variable.name.location, related: [Label("first here", at: first.name.location)])
    }
    variables[variable.name.value] = variable
  }
}
