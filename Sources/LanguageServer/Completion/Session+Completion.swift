import Diagnostics
import Kubernetes
import Pipeline
import YAML

extension Session {
  /// What may stand where somebody types: `textDocument/completion`.
  mutating func completion(_ parameters: Node) async throws(ResponseError) -> Node {
    guard let desk else { return Node([]) }
    let (file, lines) = try document(parameters, on: desk)
    let offset = lines.offset(of: try TextPosition(parameters["position"]))
    guard let context = LineContext(file, at: offset, lines) else { return Node([]) }
    let known = await lastWhole()
    let choices = Choices(context, known?.state, known?.environments)
    let range = lines.json(ByteRange(min(context.start, offset), offset))
    return Node(
      choices.items.map { item in
        .object([
          ("label", .shown(data: item.label)), ("kind", .integer(item.kind.rawValue)),
          ("detail", item.detail.map { .string($0) }),
          ("filterText", .string(item.label)),
          (
            "textEdit", .object([("range", range), ("newText", .string(item.text ?? item.label))])
          ),
        ])
      })
  }

  /// The newest state in which all could be looked at: a text that is half typed tells little.
  private mutating func lastWhole() async
    -> (state: StandingCheck.State, environments: RecordedEnvironments)?
  {
    if checking.whole == nil { _ = await settled() }
    guard let state = checking.whole ?? checking.standing?.state else { return nil }
    let environments: RecordedEnvironments
    if let known = checking.recordedWhole {
      environments = known
    } else {
      environments = await state.recorded()
      checking.recordedWhole = environments
    }
    return (state, environments)
  }
}
