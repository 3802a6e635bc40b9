import ArgumentParser
import Display
import Environments
import Glibc
import LanguageServer
import Pipeline
import Values
import YAML

/// Serves an editor.
struct LanguageServerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "language-server",
    abstract: "Serve an editor: findings as you type, over what it has not saved yet.",
    discussion: """
      Speaks the Language Server Protocol 3.17 on standard input and output; an editor starts it. It \
      checks the repository of the directory that the editor opens, with the texts that are open in \
      the place of the files, as `sluice check` would check them once they are saved. It writes no \
      file, and ends when the editor does.

      docs/editor.md has settings for Neovim, VS Code, Emacs and Helix.

      EXAMPLES:
        sluice language-server
        sluice language-server --fetch --jobs 2
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var parallel: ParallelOptions

  @Flag(help: "Fetch what kustomizations name by the URL of another repository.")
  var fetch = false

  @Flag(help: "Judge every object as a new one alone, and not also as an update of what HEAD has.")
  var noUpdates = false

  @Flag(help: "Speak on standard input and output, which it does in any case; some editors say it.")
  var stdio = false

  func run() async throws {
    try global.enterDirectory()
    let ending = await LanguageServer(surroundings).run(
      reading: try Self.standardInput(), sending: Self.send)
    if ending == .abandoned { throw Outcome.findings }
  }

  private var surroundings: LanguageServer.Surroundings {
    let (fetch, trust) = (fetch, global.trustRepository)
    let head = noUpdates ? nil : HeadTree(trust: trust)
    return LanguageServer.Surroundings(
      version: Version.sluice, width: parallel.width, today: { .today },
      workspace: { directory in
        var workspace = Workspace.workTree(
          containing: directory, environment: processEnvironment())
        workspace.remotes = try RemoteRepositories(
          from: directory, fetching: fetch, trust: trust)
        return workspace
      },
      parent: { head?.workspace(below: $0) })
  }

  /// What the editor writes, as it comes, until it closes its end.
  private static func standardInput() throws(PipelineError) -> AsyncStream<[UInt8]> {
    let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
    // Reading waits, and the tasks' threads are few.
    try InputThread.begin {
      var block = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = read(STDIN_FILENO, &block, block.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        continuation.yield(Array(block[..<count]))
      }
      continuation.finish()
    }
    return stream
  }

  /// Writes to the editor; one that reads no more has closed its other end too.
  private static func send(_ message: OutgoingMessage) {
    try? write(.answers(message.bytes), to: STDOUT_FILENO)
  }
}

/// A thread of its own for something that waits.
private enum InputThread {
  private final class Work {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// - Throws: ``PipelineError`` where the process may have no further thread.
  static func begin(_ run: @escaping @Sendable () -> Void) throws(PipelineError) {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(run))
    let status = pthread_create(
      &thread, nil,
      { work in
        if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().run() }
        return nil
      }, work.toOpaque())
    guard status == 0 else {
      work.release()
      throw PipelineError("no thread can be made: \(String(cString: strerror(status)))")
    }
    pthread_detach(thread)
  }
}
