import ArgumentParser
import Display
import Git
import Glibc
import Pipeline

/// Writes the pre-commit hook.
struct InstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Write the Git pre-commit hook that runs `sluice check --staged --since HEAD`.",
    discussion: """
      The hook goes where git looks for it (core.hooksPath, or the hooks directory that all \
      worktrees share). A hook that is there already is kept and runs first.

      Findings that HEAD has too are counted and stop no commit; `sluice check` shows them.

      EXAMPLES:
        sluice install
        sluice install --remove
      """
  )

  @OptionGroup var global: GlobalOptions

  @Flag(help: "Take the hook away and put back the one that was there before.")
  var remove = false

  func run() throws {
    try global.enterDirectory()
    do {
      let repository = try Repository.discover(
        from: ".", environment: processEnvironment(), trust: global.trustRepository)
      let hook = PreCommitHook(of: repository)
      let change =
        remove ? try hook.uninstall() : try hook.install(executable: Self.executablePath())
      try global.print("\(Self.sentence(change, hook))\n")
    } catch let error as GitError {
      throw Failure(error.description)
    } catch let error as HookError {
      throw Failure(error.description)
    }
  }

  /// What was done, for people.
  static func sentence(_ change: PreCommitHook.Change, _ hook: PreCommitHook) -> Shown {
    switch change {
    case .installed(chained: false): "installed \(hook.path)"
    case .installed(chained: true):
      "installed \(hook.path); it runs \(hook.previousPath) first"
    case .unchanged: "\(hook.path) is installed already"
    case .removed(restored: false): "removed \(hook.path)"
    case .removed(restored: true): "put back \(hook.path) as it was before"
    case .absent: "\(hook.path) is not a hook of sluice; nothing to remove"
    }
  }

  /// Where the running `sluice` is.
  static func executablePath() -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { return "sluice" }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
