import APIServer
import Kubernetes
import YAML

/// All that an answer says of one object, as texts that can be compared.
///
/// Causes are whole: reason, field, sentence. Their order is not compared, since the server has none
/// for what it keeps in maps.
struct RecordedAnswer: Equatable, CustomStringConvertible {
  private let lines: [String]

  var description: String { lines.joined(separator: "; ") }

  /// The server's answer to a case.
  init(_ recorded: RecordedCases.Case) {
    let answer = recorded.answer
    guard !recorded.isAccepted else {
      // The recorder kept no warnings about the bases.
      lines = ["accepted"] + (recorded.isChanged ? Self.texts(answer["warnings"]) : [])
      return
    }
    if let causes = answer["causes"]?.elements {
      lines = causes.map { Self.texts($0).joined(separator: " ") }.sorted()
    } else {
      lines = ["refused"] + [answer["msg"]?.string].compactMap(\.self)
    }
  }

  /// Our answer to the case, with each sentence cut as the recorder cut it.
  init(
    _ verdict: ServerVerdict, to recorded: RecordedCases.Case, in recording: RecordedCases
  ) {
    self.init(
      verdict, to: recorded, sentenceLimit: recording.sentenceLimit,
      hasWarnings: recorded.isChanged && !recording.areApplied)
  }

  /// - Parameter hasWarnings: whether the recorder kept what the server warned of.
  init(
    _ verdict: ServerVerdict, to recorded: RecordedCases.Case, sentenceLimit: Int,
    hasWarnings: Bool
  ) {
    let gvk = KubernetesObject(recorded.object).gvk
    guard !verdict.isAccepted else {
      lines =
        ["accepted"] + (hasWarnings ? verdict.warnings.map { Self.asRecorded($0.message) } : [])
      return
    }
    guard verdict.faults.isEmpty, verdict.refusal == nil else {
      let message =
        verdict.refusal ?? verdict.faults.serverMessage(kind: gvk.kind, version: gvk.version)
      lines = ["refused"] + (recorded.answer["msg"] == nil ? [] : [message])
      return
    }
    lines = verdict.causes.map { cause in
      let sentence = cause.message.withIdentity(of: recorded.answer)
      let cut = String(
        String.UnicodeScalarView(sentence.unicodeScalars.prefix(sentenceLimit)))
      return "\(cause.reason.rawValue) \(cause.field) \(cut)"
    }.sorted()
  }

  private static func texts(_ list: Node?) -> [String] {
    (list?.elements ?? []).map { $0.string ?? "" }
  }

  /// The recordings have another last character where a warning ends with a quotation mark.
  private static func asRecorded(_ warning: String) -> String {
    warning.hasSuffix("\"") ? warning.dropLast() + "\\" : warning
  }
}

extension String {
  /// The text with the identity that the server drew where ours, which is drawn from nothing, has
  /// zeros.
  fileprivate func withIdentity(of answer: Node) -> String {
    let zeros = "00000000-0000-4000-8000-000000000000"
    guard contains(zeros) else { return self }
    let words = answer.json.split { !$0.isHexDigit && $0 != "-" }
    guard let drawn = words.first(where: { $0.utf8.count == zeros.utf8.count }) else { return self }
    return replacing(zeros, with: drawn)
  }
}
