import Diagnostics
import Environments
import Kustomize

/// The exemptions that remarks in a file make: `# sluice:ignore RULE reason="…"`.
///
/// Read from the lines, not from the YAML, so that a remark counts in a patch that is a text of its own
/// and in env files.
struct ExemptionRemarks {
  private(set) var exemptions: [DeclaredExemption] = []
  /// What cannot be read of some.
  private(set) var mistakes: [Diagnostic] = []

  private static let mark = ByteMark(ExemptionText.mark)

  init(in file: SourceFile) {
    var place = Self.mark.first(in: file.bytes, from: 0)
    guard place != nil else { return }
    let lines = RemarkedLines(file)
    while let start = place {
      let end = start + ExemptionText.mark.utf8.count
      add(lines.remark(withMark: start..<end), on: lines)
      place = Self.mark.first(in: file.bytes, from: end)
    }
  }

  private mutating func add(_ remark: RemarkedLines.Remark?, on lines: RemarkedLines) {
    guard let remark else { return }
    var rest = lines.file.text(in: remark.text)[...]
    let text = ExemptionText(&rest)
    let location = Location(file: lines.file, range: remark.range)
    mistakes += text.mistakes.map { .malformedExemption($0, at: location) }
    guard text.mistakes.isEmpty else { return }
    let directory = TreePath.parent(of: lines.file.path)
    let files = lines.filesWithoutRemarks(namedOn: remark.reach.lowerBound).map {
      TreePath.cleaned(TreePath.join(directory, $0))
    }
    exemptions.append(
      text.exemption(.lines(remark.reach, of: lines.file.path, naming: files), at: location))
  }
}

extension Diagnostic {
  /// What cannot be read of an exemption.
  static func malformedExemption(
    _ mistake: String, at location: Location?, help: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      rule: "exemption/malformed", severity: .error,
      message: "the exemption cannot be read: \(mistake)", primary: location,
      help: help ?? "write `# sluice:ignore RULE reason=\"…\" until=2027-01-31`")
  }
}
