import Diagnostics
import Testing

struct FindingMergeTests {
  private let file = SourceFile(path: "base/d.yaml", text: "replicas: 1\n")

  @Test func `a defect that environments share is one finding that names them`() {
    var merge = FindingMerge()
    merge.add([finding(.warning)], in: "development")
    merge.add([finding(.error)], in: "production")
    #expect(merge.merged.count == 1)
    #expect(merge.merged.first?.environments == ["development", "production"])
    #expect(merge.merged.first?.severity == .error)
  }

  @Test func `another place, sentence, field or rule is another finding`() {
    var merge = FindingMerge()
    var others = [finding(.error), finding(.error), finding(.error), finding(.error)]
    others[0].primary?.range = ByteRange(10, 11)
    others[1].message = "another"
    others[2].field = "spec.replicas"
    others[3].rule = "test/other"
    merge.add([finding(.error)], in: "staging")
    merge.add(others, in: "staging")
    #expect(merge.merged.count == 5)
  }

  @Test func `a finding of no environment names none`() {
    var merge = FindingMerge()
    merge.add([finding(.error)], in: nil)
    #expect(merge.merged.map(\.environments) == [[]])
  }

  private func finding(_ severity: Severity) -> Diagnostic {
    Diagnostic(
      rule: "test/rule", severity: severity, message: "too few",
      primary: Location(file: file, range: ByteRange(0, 8)))
  }
}
