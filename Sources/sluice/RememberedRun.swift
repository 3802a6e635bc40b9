import Environments
import Git
import Glibc
import Pipeline

/// A run whose every input is known by name: the files of a commit or of the index, and what else decides
/// what is printed.
struct RememberedRun {
  private let outputs: RememberedOutputs
  private let checks: RememberedOutputs
  private let contents: RememberedOutputs
  private let digest: String
  private let workspace: Workspace
  private let tree: GitTree
  /// What decides how files are read.
  private let readingDigest: String
  /// What decides what all files come to by themselves.
  private let circumstances: RunInputs
  /// What decides what is printed.
  private let inputs: () throws -> RunInputs

  /// Nil where an input has no name, as the files of a working tree, where files may be missing now and not
  /// later, as in a partial clone, and where the repository is another's.
  ///
  /// - Parameters:
  ///   - workspace: the files.
  ///   - places: what the paths among the arguments lead to.
  ///   - texts: what else decides what is printed, beside the arguments, the program and the repository.
  ///   - revisions: what names a commit, of which the commit decides.
  init?(
    over workspace: Workspace, at places: [String], _ texts: [String], revisions: [String]
  ) throws {
    guard let tree = workspace.tree as? GitTree, let location = workspace.repository,
      let outputs = RememberedOutputs(of: location),
      let checks = RememberedOutputs(of: location, keeping: .checks),
      let contents = RememberedOutputs(of: location, keeping: .contents),
      try !Repository(reopening: location).isPartial
    else { return nil }
    self.outputs = outputs
    self.checks = checks
    self.contents = contents
    self.workspace = workspace
    self.tree = tree
    let reading = {
      var inputs = RunInputs()
      inputs.add("program", try ProgramIdentity.lines())
      inputs.add("repository", try Repository(reopening: location).circumstances())
      return inputs
    }
    let circumstances = { (reading: RunInputs) in
      var inputs = reading
      inputs.add("arguments", Array(CommandLine.arguments.dropFirst()))
      inputs.add("directory", [Workspace.absolute(".")])
      inputs.add("places", places)
      return inputs
    }
    inputs = {
      let repository = try Repository(reopening: location)
      var inputs = circumstances(try reading())
      inputs.add("texts", texts)
      inputs.add("checked out", [try repository.checkedOut()])
      // What names nothing decides too, as HEAD before the first commit.
      inputs.add("revisions", revisions.map { (try? repository.resolve($0))?.hex ?? "none" })
      inputs.add("files", tree.source.identity)
      return inputs
    }
    let read = try reading()
    readingDigest = read.digest
    self.circumstances = circumstances(read)
    digest = try inputs().digest
  }

  /// What an earlier run with the same inputs printed.
  var output: RememberedOutput? { outputs[digest] }

  /// Keeps what this run printed and what its check came to, unless something that decides was moved
  /// meanwhile or cannot be told.
  ///
  /// - Parameter whole: what the check of all that the tree deploys came to; nil where that was not asked.
  func keep(_ bytes: [UInt8], status: Outcome, _ whole: WholeCheck?) {
    guard !workspace.hasLookedBeyond, (try? inputs().digest) == digest else { return }
    outputs.keep(
      RememberedOutput(status: UInt8(truncatingIfNeeded: status.rawValue), bytes: bytes),
      for: digest)
    guard let whole, let digest = wholeDigest(of: tree) else { return }
    checks.keep(RememberedOutput(status: 0, bytes: whole.encoded(over: workspace)), for: digest)
  }

  /// What is known of files by what they hold.
  func facts() -> ContentFacts {
    contents[readingDigest].flatMap { ContentFacts($0.bytes) } ?? ContentFacts()
  }

  /// Keeps what was learned of files.
  func keep(_ facts: ContentFacts) {
    guard facts.areWorthKeeping else { return }
    contents.keep(RememberedOutput(status: 0, bytes: facts.encoded()), for: readingDigest)
  }

  /// What a check of all that another tree deploys came to, under the same arguments.
  func whole(of other: Workspace) -> WholeCheck? {
    guard let tree = other.tree as? GitTree, let digest = wholeDigest(of: tree),
      let record = checks[digest]
    else { return nil }
    return WholeCheck(record.bytes, over: other)
  }

  private func wholeDigest(of tree: GitTree) -> String? {
    guard let name = try? tree.source.treeName() else { return nil }
    var inputs = circumstances
    inputs.add("tree", [name.hex])
    return inputs.digest
  }
}
