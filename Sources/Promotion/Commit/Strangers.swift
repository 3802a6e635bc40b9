import Environments
import Git

extension Promoter {
  /// What would be promoted and never was in the source on the target's main line, in sentences.
  ///
  /// Such a value is in a commit that was never merged, or that was on its way to one that was.
  func strangers(to plan: PromotionPlan) throws(PromotionError) -> [String] {
    let fields = plan.fields
    var open = fields.indices.filter { fields[$0].isPromoted && fields[$0].source != nil }
    let head = try git { () throws(GitError) in try repository.commit(plan.targetCommit) }
    var values = SourceValues(of: fields, in: plan.merges, reading: repository.snapshot(of: head))
    var walk = repository.firstParents(from: plan.targetCommit)
    var count = 0
    while !open.isEmpty, count < BaseFinder.commitLimit,
      let commit = try git({ () throws(GitError) in try walk.nextCommit() })
    {
      // What that has was there.
      if commit.id == plan.sourceCommit { return [] }
      let snapshot = repository.snapshot(of: commit)
      var missing: [Int] = []
      for number in open where try !values.hold(number, in: snapshot) { missing.append(number) }
      open = missing
      count += 1
    }
    let span = count < BaseFinder.commitLimit ? "" : " in the newest \(count) commits"
    let sentences = open.prefix(Self.strangerLimit).map { number in
      "\(plan.sourceName(of: fields[number])) was never in \(plan.source.title)\(span)"
    }
    let rest = open.count - sentences.count
    return sentences + (rest > 0 ? ["nor were \(rest) more of what is promoted"] : [])
  }

  /// How many are named.
  private static let strangerLimit = 20

  private func git<Result>(
    _ body: () throws(GitError) -> Result
  ) throws(PromotionError) -> Result {
    do { return try body() } catch { throw .git(error) }
  }
}

extension PromotionPlan {
  /// A field with what the source has there.
  fileprivate func sourceName(of planned: PlannedField) -> String {
    planned.field.document == .file
      ? "\(planned.sourceFile) as \(sourceCommit.short) has it"
      : "\(planned.field) as \(planned.sourceText)"
  }
}
