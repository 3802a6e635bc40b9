import APIServer
import Admission
package import Diagnostics
import Environments
package import Kubernetes
import YAML

/// Answers the requests of `validate --jsonl`.
///
/// A kind that no definition adds is judged as it is catalogued, where it is: what another release of its
/// project may take is a warning then, which names the release.
package struct ValidationService {
  private let definitions: [KubernetesObject]
  private let release: KubernetesRelease
  private let showsDefaults: Bool
  private let known: Validator
  private var judges = CataloguedJudges()
  /// The kinds of which it was said by what they are judged.
  private var noted: Set<GroupVersionKind> = []

  /// The answer to one request.
  package struct Answer {
    /// One line of JSON without its end.
    package var line: [UInt8]
    /// What there is to say that changes no answer, once for each version of a kind.
    package var note: Diagnostic?
  }

  /// - Parameters:
  ///   - definitions: the CustomResourceDefinitions that add kinds.
  ///   - release: of the server that is asked.
  ///   - showsDefaults: whether an answer holds the object as the server would store it.
  package init(
    definitions: [KubernetesObject], release: KubernetesRelease, showsDefaults: Bool
  ) {
    self.definitions = definitions
    self.release = release
    self.showsDefaults = showsDefaults
    known = .evaluatingRules(definitions: definitions, release: release)
  }

  /// Answers one request, `{"object": …, "oldObject": …}`.
  package mutating func answer(_ line: SourceFile) -> Answer {
    var answer = Answer(line: [])
    do throws(ValidationRequest.Malformed) {
      let request = try ValidationRequest(json: line, in: ByteRange(0, line.bytes.count))
      let gvk = request.object.gvk
      if !known.knows(gvk),
        let judge = judges.judge(of: gvk, beside: definitions, release: release),
        let kind = judge.definitions.catalogued(gvk)
      {
        self.answer(request, by: judge, as: kind).writeJSON(to: &answer.line)
        if noted.insert(gvk).inserted { answer.note = .catalogued(kind, as: gvk) }
      } else {
        ValidationAnswer(validator: known, showsDefaults: showsDefaults)
          .answer(request.object, replacing: request.old).writeJSON(to: &answer.line)
      }
    } catch {
      error.answer.writeJSON(to: &answer.line)
    }
    return answer
  }

  private func answer(
    _ request: ValidationRequest, by judge: ObjectJudge, as kind: CataloguedKind
  ) -> Node {
    let object = request.object
    let (submission, unknown) = judge.submission(of: object, replacing: request.old)
    let judged = CataloguedVerdict(
      kind: kind, unknownFields: unknown.faults, verdict: judge.validator.verdict(on: submission))
    return ValidationAnswer.answer(
      to: object, replacing: request.old, judged.firm, warnings: judged.sentences,
      stored: showsDefaults ? judge.held(object) : nil)
  }
}
