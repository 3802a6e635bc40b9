import Environments
import Git
import Glibc
import Pipeline

/// A run whose every input is known by name: the files of a commit or of the index, and what else decides
/// what is printed.
struct RememberedRun {
  private let outputs: RememberedOutputs
  private let digest: String
  private let workspace: Workspace
  private let inputs: () throws -> RunInputs

  /// Nil where an input has no name, as the files of a working tree, where files may be missing now and not
  /// later, as in a partial clone, and where the repository is another's.
  ///
  /// - Parameters:
  ///   - workspace: the files.
  ///   - texts: what else decides beside the arguments, the program and the repository.
  ///   - revisions: what names a commit, of which the commit decides.
  init?(over workspace: Workspace, _ texts: [String], revisions: [String]) throws {
    guard let tree = workspace.tree as? GitTree, let location = workspace.repository,
      let outputs = RememberedOutputs(of: location),
      try !Repository(reopening: location).isPartial
    else { return nil }
    self.outputs = outputs
    self.workspace = workspace
    inputs = {
      let repository = try Repository(reopening: location)
      var inputs = RunInputs()
      inputs.add("program", try ProgramIdentity.lines())
      inputs.add("arguments", Array(CommandLine.arguments.dropFirst()))
      inputs.add("directory", [Workspace.absolute(".")])
      inputs.add("texts", texts)
      inputs.add("repository", try repository.circumstances())
      // What names nothing decides too, as HEAD before the first commit.
      inputs.add("revisions", revisions.map { (try? repository.resolve($0))?.hex ?? "none" })
      inputs.add("files", tree.source.identity)
      return inputs
    }
    digest = try inputs().digest
  }

  /// What an earlier run with the same inputs printed.
  var output: RememberedOutput? { outputs[digest] }

  /// Keeps what this run printed, unless something that decides was moved meanwhile or cannot be told.
  func keep(_ bytes: [UInt8], status: Outcome) {
    guard !workspace.hasLookedBeyond, (try? inputs().digest) == digest else { return }
    outputs.keep(
      RememberedOutput(status: UInt8(truncatingIfNeeded: status.rawValue), bytes: bytes),
      for: digest)
  }
}
