import Diagnostics
import Kustomize
import Testing
import YAML

struct KustomizationShapeTests {
  /// A value that has all that a shape may have.
  private func sample(_ shape: KustomizationShape) -> Node {
    switch shape {
    case .text(let values): .string(values.first ?? "a")
    case .place: .string("a")
    case .flag: .boolean(true)
    case .integer: .integer(1)
    case .pairs: .object([("a", .string("b"))])
    case .list(let element): Node([sample(element)])
    case .mapping(let fields): .object(fields.map { ($0.name, sample($0.shape)) })
    case .any: .object([])
    }
  }

  @Test func `every field that is told of may be written, with a value of its type`() throws {
    for field in KustomizationShape.kustomization.fields {
      let text = Node.object([(field.name, sample(field.shape))]).json
      // What is named is not there, and some of it contradicts itself: that is another matter.
      var findings: [Diagnostic] = []
      do { findings = try render(["app/kustomization.yaml": text]).warnings } catch let error
        as RenderError
      {
        findings = error.diagnostics
      }
      let misread = findings.filter {
        $0.rule == "kustomize/unknown-field" || $0.message.contains(", not a ")
      }
      #expect(misread.isEmpty, "\(field.name): \(misread.map(\.message))")
    }
  }

  @Test func `what is deprecated names what to use instead`() {
    let old = KustomizationShape.kustomization.fields.filter { $0.successor != nil }.map(\.name)
    #expect(
      old == [
        "commonLabels", "bases", "imageTags", "patchesStrategicMerge", "patchesJson6902", "vars",
        "helmChartInflationGenerator",
      ])
  }
}
