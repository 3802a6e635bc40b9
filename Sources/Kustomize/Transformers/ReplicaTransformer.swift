import Diagnostics
import YAML

/// Sets the number of replicas of a workload by its name.
struct ReplicaTransformer: Transformer {
  var pluginName: String { "ReplicaCountTransformer" }
  var replica: ReplicaCount
  var fields: [FieldSpec]

  func transform(_ list: inout ResourceList, _ context: RenderContext) throws(RenderError) {
    var isFound = false
    context.schemas.meet(list.items)
    let called = list.items.indices.filter { list.items[$0].wasCalled(replica.name.value) }
    for field in fields {
      for index in called {
        let isMeant = list.items[index].identities(context.schemas).contains {
          $0.name == replica.name.value && field.selects($0.gvk)
        }
        guard isMeant else { continue }
        isFound = true
        guard field.selects(list.items[index].gvk) else { continue }
        let source = Origin(replica.count.location, by: .replicas)
        try field.visit(&list.items[index].root, creating: .scalar, origin: source) {
          (node) throws(RenderError) in
          try set(&node, context.recorder)
        }
      }
    }
    guard isFound else { throw .noWorkload(replica.name, list, context.schemas) }
  }

  private func set(_ node: inout Node, _ recorder: OriginRecorder) throws(RenderError) {
    guard node.scalar != nil else {
      throw RenderError(
        .invalidResource, "replicas must be an integer, not a \(node.kindName)",
        at: node.origin.location)
    }
    let count = Scalar(text: String(replica.count.value), type: .integer)
    recorder.set(&node, to: count, source: replica.count.origin, by: .replicas)
  }
}

extension RenderError {
  fileprivate static func noWorkload(
    _ name: SourcedText, _ list: ResourceList, _ scopes: Schemas
  ) -> RenderError {
    let names = list.items.filter { $0.root["spec"]?["template"] != nil }.map(\.name)
    return RenderError(
      .missingTarget, "no workload with replicas is called \(name.value)", at: name.location,
      help: Spelling.nearest(to: name.value, among: names).map { "did you mean \"\($0)\"?" })
  }
}
