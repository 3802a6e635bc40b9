import Environments
import Git
import YAML

/// Tells of a commit whether the source had there what is to be promoted of it.
///
/// Commits are asked about in the order of the history, so that a file is read where it changed alone.
struct SourceValues {
  let fields: [PlannedField]
  private let pairs: [String: PairedMerge]
  private var cache: StateCache
  private var known: [Int: Known] = [:]

  private struct Known {
    let entry: TreeEntry?
    let isSame: Bool
  }

  /// - Parameter snapshot: of any commit of the repository.
  init(of fields: [PlannedField], in merges: [PairedMerge], reading snapshot: TreeSnapshot) {
    self.fields = fields
    let own = merges.filter { $0.peer == nil }
    pairs = Dictionary(own.map { ($0.file, $0) }) { first, _ in first }
    cache = StateCache(snapshot)
  }

  /// Whether a commit has the value of the field of a number; true of what no file of the plan says.
  mutating func hold(_ number: Int, in snapshot: TreeSnapshot) throws(PromotionError) -> Bool {
    let field = fields[number]
    guard let pair = pairs[field.file] else { return true }
    let entry: TreeEntry?
    do { entry = try snapshot.entry(at: pair.sourceFile) } catch { throw .git(error) }
    if let known = known[number], known.entry == entry { return known.isSame }
    let value = try cache.file(entry, pair, .source)?.value(of: field.difference, on: .source)
    let isSame = value.isSame(as: field.source)
    known[number] = Known(entry: entry, isSame: isSame)
    return isSame
  }
}
