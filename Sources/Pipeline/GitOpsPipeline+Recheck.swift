import Comparison
import Diagnostics
import Environments
import Promotion

extension GitOpsPipeline {
  /// Everything that the checks say of the target as it would be, apart from what they say of it today.
  func recheck(_ candidate: Candidate) -> CandidateVerdict {
    let tree = workspace.over(candidate.tree, named: "the promotion")
    do throws(PipelineError) {
      let after = try GitOpsPipeline(configuration, in: tree, width: 1)
        .check(candidate.after, changedFrom: candidate.before).diagnostics
      guard !after.isEmpty else { return CandidateVerdict(new: []) }
      let names = NameTranslation(candidate.before)
      let today = Set(try check(candidate.before).diagnostics.map { $0.identity(names) })
      let namesThen = NameTranslation(candidate.after)
      return CandidateVerdict(
        new: after.filter { !today.contains($0.identity(namesThen)) },
        known: after.filter { today.contains($0.identity(namesThen)) })
    } catch { return CandidateVerdict(new: error.diagnostics) }
  }
}

extension Diagnostic {
  /// What tells the finding from others, whatever hash its object's name bears.
  fileprivate func identity(_ names: NameTranslation) -> String {
    var finding = self
    if let object, let slash = object.lastIndex(of: "/") {
      let name = String(object[object.index(after: slash)...])
      finding.object = object[...slash] + names.canonical(name)
    }
    return finding.fingerprint
  }
}
