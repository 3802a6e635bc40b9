import APIServer
import Admission
import Kubernetes
import TestKit
import Testing

/// Whole answers of the validator that ships, beside those that a 1.36 API server gave.
struct RecordedAnswerTests {
  /// The labels of the cases that are answered otherwise, each with both answers.
  private func differences(
    _ recording: RecordedCases, where isCompared: (RecordedCases.Case) -> Bool = { _ in true }
  ) -> [(label: String, answers: String)] {
    let validator = Validator.evaluatingRules(definitions: recording.definitions)
    return recording.cases.compactMap { recorded in
      guard isCompared(recorded) else { return nil }
      let expected = RecordedAnswer(recorded)
      let verdict = validator.verdict(
        on: KubernetesObject(recorded.object),
        replacing: recording.areApplied ? KubernetesObject(recorded.base) : nil)
      let answer = RecordedAnswer(verdict, to: recorded, in: recording)
      return answer == expected ? nil : (recorded.label, "server: \(expected)\n  we: \(answer)")
    }
  }

  /// Expects that all cases but the known ones are answered as the server did, and that each of
  /// these is not.
  private func expectAnswers(
    _ recording: RecordedCases, but known: Set<String>,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let differences = differences(recording)
    let unknown = differences.filter { !known.contains($0.label) }
      .map { "\($0.label)\n  \($0.answers)" }
    #expect(unknown == [], sourceLocation: sourceLocation)
    let labels = Set(recording.cases.map(\.label))
    let settled = known.intersection(labels).subtracting(differences.map(\.label))
    #expect(settled.sorted() == [], "these agree now", sourceLocation: sourceLocation)
    guard RecordedCases.isWhole else { return }
    let gone = known.subtracting(labels).sorted()
    #expect(gone == [], "no such cases are there", sourceLocation: sourceLocation)
  }

  @Test func `a creation is answered as the server did, to the last letter`() {
    let recording = RecordedCases.create
    #expect(recording.cases.count == (RecordedCases.isWhole ? 10_255 : 1_465))
    expectAnswers(recording, but: KnownDifferences.create)
  }

  @Test func `an application is answered as the server did, to the last letter`() {
    let recording = RecordedCases.apply
    #expect(recording.cases.count == (RecordedCases.isWhole ? 2_540 : 363))
    expectAnswers(recording, but: KnownDifferences.apply)
  }

  private static let custom = SharedRecording("crd/create.jsonl")

  @Test(
    .enabled("the recorded custom resources are not at \(custom.path)") { custom.isThere })
  func `a custom resource is answered as the server did, to the last letter`() {
    let recording = RecordedCases(Self.custom.folder, sentenceLimit: 200)
    #expect(recording.cases.count == (RecordedCases.isWhole ? 823 : 118))
    expectAnswers(recording, but: [])
  }

  // MARK: Further recordings

  /// A set of recordings that is not answered throughout.
  struct WiderSet: Sendable, CustomTestStringConvertible {
    var folder: String
    var file = "create.jsonl"
    var sentenceLimit: Int
    var least: Int
    /// How many refusals at least are given to the letter, which only rises.
    var floor: Int
    var testDescription: String { "\(folder) \(file)" }
  }

  private static let wider: [WiderSet] =
    [
      WiderSet(folder: "builtin/apiserver", sentenceLimit: 200, least: 3_469, floor: 1_968),
      WiderSet(
        folder: "builtin/apiserver", file: "apply.jsonl", sentenceLimit: 200, least: 1_064,
        floor: 213),
      WiderSet(
        folder: "updates/apiserver", file: "apply.jsonl", sentenceLimit: 200, least: 222,
        floor: 89),
      WiderSet(folder: "crddef/apiserver", sentenceLimit: 200, least: 1_746, floor: 846),
    ]
    + [
      ("calico", 2_031, 605), ("cert-manager", 580, 175), ("external-secrets", 628, 242),
      ("gateway-api", 2_006, 1_170), ("keda", 418, 138), ("kueue", 666, 318),
      ("prometheus", 826, 180),
    ].map {
      WiderSet(folder: "crd-\($0.0)/crd", sentenceLimit: 400, least: $0.1, floor: $0.2)
    }

  private static let isWiderCompared =
    RecordedCases.isWhole && SharedRecording("wide/README.md").isThere

  @Test(
    .enabled("the wider recordings are compared with CONFORMANCE=all, where they are") {
      isWiderCompared
    },
    arguments: wider)
  func `the wider recordings are answered to the letter but for a few`(_ set: WiderSet) {
    let folder = SharedRecording("wide/\(set.folder)/\(set.file)").folder
    let recording = RecordedCases(folder, set.file, sentenceLimit: set.sentenceLimit)
    #expect(recording.cases.count >= set.least)
    let refused = recording.cases.filter { !$0.isAccepted }.count
    let otherwise = differences(recording) { !$0.isAccepted }.count
    #expect(refused - otherwise >= set.floor, "of \(refused) refusals")
  }
}
