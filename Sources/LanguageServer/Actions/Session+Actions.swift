import Diagnostics
import Display
import Environments
import Kustomize
import Pipeline
import YAML

extension Session {
  /// What can be done about the findings in a range: `textDocument/codeAction`.
  mutating func codeActions(_ parameters: Node) async throws(ResponseError) -> Node {
    guard let state = await settled(), let desk else { return Node([]) }
    let (file, lines) = try document(parameters, on: desk)
    let start = lines.offset(of: try TextPosition(parameters["range"]?["start"]))
    let end = lines.offset(of: try TextPosition(parameters["range"]?["end"]))
    let only = parameters["context"]?["only"]?.elements?.compactMap(\.string)
    if let only, !only.contains(where: { "quickfix".hasPrefix($0) }) { return Node([]) }
    var positions = FilePositions(desk.encoding)
    let findings = (checking.published.findings[file.treePath] ?? []).filter {
      $0.reaches(ByteRange(min(start, end), max(start, end)), in: lines)
    }
    return Node(
      findings.flatMap { placed -> [Node] in
        let actions = [
          placed.fix(on: desk, &positions), placed.explanation,
          placed.exemption(in: state.result, on: desk),
        ]
        let finding = placed.json(on: desk, &positions)
        return actions.compactMap(\.self).map { action in
          .object(
            [("diagnostics", Node([finding]))]
              + (action.mapping?.entries ?? []).map { ($0.name, Optional($0.value)) })
        }
      })
  }

  /// Does what an action asks for: `workspace/executeCommand`.
  mutating func execute(_ parameters: Node) async throws(ResponseError) -> Node {
    guard parameters["command"]?.string == PlacedFinding.explainCommand else {
      throw .invalid("command")
    }
    guard let name = parameters["arguments"]?.elements?.first?.string else {
      throw .invalid("arguments")
    }
    let text = try await explanation(ExplainedFinding(name))
    show(text, as: .info)
    return .string(text)
  }

  /// What a rule checks, and of a policy how it came to its verdict on the object.
  private mutating func explanation(
    _ asked: ExplainedFinding
  ) async throws(ResponseError) -> String {
    if let entry = RuleManual.entry(asked.rule) { return entry.shown.text }
    guard let policy = asked.policy, let pipeline = await settled()?.pipeline else {
      throw ResponseError(.requestFailed, "nothing is known of the rule \(asked.rule)")
    }
    do throws(PipelineError) {
      return try pipeline.explain(policy: policy, object: asked.object, environments: []).text
    } catch {
      throw ResponseError(
        .requestFailed, error.diagnostics.map(\.message).joined(separator: "; "))
    }
  }
}

extension PlacedFinding {
  /// The command that shows what a rule wants.
  static let explainCommand = "sluice.explain"

  /// Whether the lines of the place, as far as they are shown, meet a range.
  func reaches(_ range: ByteRange, in lines: TextLines) -> Bool {
    let line = lines.position(of: location.range.lowerBound).line
    return (lines.position(of: range.lowerBound).line...lines.position(of: range.upperBound).line)
      .contains(line)
  }

  /// The change that settles the finding; nil where it knows none.
  fileprivate func fix(on desk: Desk, _ positions: inout FilePositions) -> Node? {
    guard let fix = finding.fix, fix.applicability != .display,
      fix.edits.allSatisfy({ desk.holds($0.file) })
    else { return nil }
    var changes = WorkspaceChanges(desk)
    for change in fix.edits {
      let lines = positions.lines(of: change.file)
      for edit in change.edits {
        changes.add(
          edit.range, String(decoding: edit.replacement, as: UTF8.self), in: change.file, lines)
      }
    }
    return .object([
      ("title", .shown(data: fix.description)), ("kind", .string("quickfix")),
      ("isPreferred", .boolean(fix.applicability == .safe)), ("edit", changes.json),
    ])
  }

  fileprivate var explanation: Node {
    let isPolicy = finding.rule.text.hasPrefix("policy/")
    let object = isPolicy ? finding.object.map { "@\($0)" } ?? "" : ""
    let title = Node.shown(data: "Explain \(finding.rule)")
    return .object([
      ("title", title), ("kind", .string("quickfix")),
      (
        "command",
        .object([
          ("title", title), ("command", .string(Self.explainCommand)),
          ("arguments", Node([.string("\(finding.rule)\(object)")])),
        ])
      ),
    ])
  }

  /// The remark that allows what is found; nil where a remark cannot stand, or nobody may allow it.
  ///
  /// Its reason is to be filled in: without one it allows nothing, and says so.
  fileprivate func exemption(in result: CheckResult, on desk: Desk) -> Node? {
    guard !isElsewhere, finding.isExemptable, !result.isGap(finding),
      let place = RemarkPlace(above: location)
    else { return nil }
    var changes = WorkspaceChanges(desk)
    changes.add(
      ByteRange(place.offset, place.offset),
      "\(place.indentation)# sluice:ignore \(finding.rule) reason=\"\"\(place.lineEnd)",
      in: location.file, TextLines(location.file.bytes, desk.encoding))
    return .object([
      ("title", .shown(data: "Allow \(finding.rule) here, with a reason")),
      ("kind", .string("quickfix")), ("edit", changes.json),
    ])
  }
}
