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
    let choices = Choices(context, in: file, await lastWhole(), on: desk)
    let range = lines.json(context.word)
    let isJSON = file.path.hasSuffix(".json")
    return Node(
      choices.items.map { item in
        let text = item.text(in: context, isJSON: isJSON)
        return .object([
          ("label", .shown(data: item.label)), ("kind", .integer(item.kind.rawValue)),
          ("detail", item.detail.map { .string($0) }),
          // Editors compare it with the word that is replaced.
          ("filterText", .string(context.quote.map { "\($0)\(item.label)" } ?? item.label)),
          ("textEdit", .object([("range", range), ("newText", .string(text))])),
        ])
      })
  }

  /// The newest state in which all could be looked at.
  private mutating func lastWhole() async -> KnownObjects? {
    if checking.whole == nil { _ = await settled() }
    guard let state = checking.whole ?? checking.standing?.state else { return nil }
    let environments: RecordedEnvironments
    if let known = checking.recordedWhole {
      environments = known
    } else {
      environments = await state.recorded()
      checking.recordedWhole = environments
    }
    return KnownObjects(state, environments)
  }
}

extension Choices.Item {
  /// What is written in the place of the word, quoted as that is or as the text's language wants.
  fileprivate func text(in context: LineContext, isJSON: Bool) -> String {
    if let quote = context.quote { return "\(quote)\(label)\(quote)\(tail)" }
    if isPlain { return label }
    return isJSON || !label.isPlainString ? Node.string(label).json + tail : label + tail
  }
}

extension String {
  /// Whether every reader of YAML takes the text for this string without quotes, in brackets as well.
  fileprivate var isPlainString: Bool {
    guard let first = utf8.first, first.isLetter || first == UInt8(ascii: "."),
      utf8.allSatisfy({ $0.isLetter || "0123456789./-_".utf8.contains($0) })
    else { return false }
    return Schema.kubernetes.type(ofPlain: self) == .string
  }
}

extension UInt8 {
  fileprivate var isLetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }
}
