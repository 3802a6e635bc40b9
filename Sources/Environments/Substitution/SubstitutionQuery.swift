import Diagnostics
import Kustomize
import YAML

/// One question of `substitute --jsonl`: a text or an object, with the variables.
package struct SubstitutionQuery: Sendable {
  private let request: Node

  /// A question from a line of JSON; nil where it is none.
  package init?(_ line: [UInt8]) {
    let file = SourceFile(path: "<stdin>", bytes: line)
    guard let request = try? file.parsedJSON().root, request.mapping != nil else { return nil }
    guard (request["template"] ?? request["document"])?.string != nil else { return nil }
    self.request = request
  }

  /// The answer as a line of JSON: `output` or `result`, `skipped`, or `error`.
  package func answer() -> [UInt8] {
    var bytes: [UInt8] = Array("{".utf8)
    func add(_ name: String, _ text: String) {
      bytes.appendJSON(name)
      bytes.append(UInt8(ascii: ":"))
      bytes.appendJSON(text)
    }
    if let template = request["template"]?.string {
      switch output(of: Array(template.utf8)) {
      case .success(let text): add("output", text.goText)
      case .failure(let error): add("error", error.message)
      }
    } else {
      switch result() {
      case .success(let answer):
        if answer.isSkipped { bytes += #""skipped":true,"#.utf8 }
        bytes += #""result":"#.utf8
        answer.root.writeJSON(to: &bytes)
      case .failure(let error): add("error", error.diagnostics[0].message)
      }
    }
    return bytes + [UInt8(ascii: "}")]
  }

  private var variables: SubstitutionVariables {
    let entries = request["vars"]?.mapping?.entries ?? []
    return SubstitutionVariables(
      Dictionary(entries.map { ($0.name, $0.value.scalarText ?? "") }) { $1 })
  }

  private var isStrict: Bool { request["strict"]?.scalar?.boolean ?? false }

  private func output(of template: [UInt8]) -> Result<[UInt8], SubstitutionErrors> {
    Result { () throws(SubstitutionErrors) in
      try SubstitutedText(template, variables, isStrict: isStrict).bytes
    }
  }

  private func result() -> Result<(root: Node, isSkipped: Bool), SubstitutionFailure> {
    let file = SourceFile(path: "<stdin>", text: request["document"]?.string ?? "")
    let parsed = file.parsed(as: .kustomize)
    if let error = parsed.errors.first { return .failure(SubstitutionFailure(error.diagnostic)) }
    var root = parsed.documents.first { !$0.isEmpty }?.root ?? .null()
    root.readForOutput()
    let substitution = ObjectSubstitution(
      variables, isStrict: isStrict, isAlways: request["always"]?.scalar?.boolean ?? false)
    return Result { () throws(SubstitutionFailure) in
      let result = try substitution.substituted(in: root)
      return (result ?? root, result == nil)
    }
  }
}

extension [UInt8] {
  /// The text, with one replacement character for each byte that is no UTF-8, as Go writes it.
  fileprivate var goText: String {
    let scanner = TemplateScanner(self)
    var text = String.UnicodeScalarView()
    var position = 0
    while position < count {
      guard let character = scanner.character(at: position) else {
        text.append("\0")
        position += 1
        continue
      }
      text.append(character.scalar ?? "\u{FFFD}")
      position += character.width
    }
    return String(text)
  }
}
