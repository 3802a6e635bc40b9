internal import CGit2
internal import Glibc

/// A program that is run to its end.
package struct ChildProcess: Sendable {
  /// What a program left behind.
  package struct Result: Sendable {
    /// The exit status, or 128 plus the number of the signal that ended it, as shells count.
    package let status: Int32
    /// What it wrote to its standard output.
    package let output: [UInt8]
    /// What it wrote to its standard error.
    package let errors: [UInt8]

    /// The output as text, with invalid UTF-8 replaced.
    package var outputText: String { String(decoding: output, as: UTF8.self) }
    /// The errors as text, with invalid UTF-8 replaced.
    package var errorText: String { String(decoding: errors, as: UTF8.self) }
  }

  /// A path, or a name to look for in the environment's `PATH`.
  package var program: String
  /// What follows the name of the program.
  package var arguments: [String]
  /// The whole environment of the program.
  package var environment: [String: String]
  /// Where it runs.
  package var directory: String
  /// Whether signals to the group of this process, as from a terminal, pass it by.
  package var hasOwnGroup = false
  /// How long the program may take before it is killed, with all that it has started; nil for ever.
  package var timeLimit: Duration?

  /// Describes a run; ``ChildProcess/run(input:)`` makes it.
  package init(
    _ program: String, _ arguments: [String], environment: [String: String], in directory: String
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
  }

  /// Runs the program and waits for it.
  ///
  /// Its three streams are files: nothing blocks however much is written, and a daemon that it
  /// leaves running, as gpg leaves its agent, does not keep the caller waiting.
  ///
  /// - Throws: when it cannot be started, or takes longer than it may; how it ended is in the result.
  package func run(input: [UInt8] = []) throws(GitError) -> Result {
    let streams = [try scratchFile(), try scratchFile(), try scratchFile()]
    defer { for stream in streams { close(stream) } }
    guard FileSystem.write(input, to: streams[0]), lseek(streams[0], 0, SEEK_SET) == 0 else {
      throw GitError(.program, "cannot write the input of \(program)")
    }
    let status = try wait(for: try spawn(streams))
    guard lseek(streams[1], 0, SEEK_SET) == 0, let output = FileSystem.bytes(from: streams[1]),
      lseek(streams[2], 0, SEEK_SET) == 0, let errors = FileSystem.bytes(from: streams[2])
    else { throw GitError(.program, "cannot read the output of \(program)") }
    return Result(status: status, output: output, errors: errors)
  }

  /// What a run of git that ended with another status than 0 comes to, in git's own words.
  ///
  /// Git says `fatal: ` before its reason and gives advice behind it; before it stand the words of
  /// what git has run, as ssh, which know more.
  package func failure(_ result: Result) -> GitError {
    let lines = result.errorText.split(separator: "\n").map(String.init)
    guard let end = lines.firstIndex(where: { $0.hasPrefix(Self.fatal) }) else {
      return GitError(.program, lines.last ?? "\(program) ended with status \(result.status)")
    }
    let earlier = lines[..<end].last.flatMap { $0.hasPrefix("warning: ") ? nil : "\($0): " }
    return GitError(.program, (earlier ?? "") + lines[end].dropFirst(Self.fatal.count))
  }

  private static let fatal = "fatal: "

  private func scratchFile() throws(GitError) -> Int32 {
    let parent = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(parent)/sluice-XXXXXX".utf8CString)
    let descriptor = unsafe mkstemp(&template)
    guard descriptor >= 0 else {
      throw GitError(.program, "cannot create a temporary file in \(parent)")
    }
    unsafe unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }

  private func spawn(_ streams: [Int32]) throws(GitError) -> pid_t {
    let path = try executable()
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    if hasOwnGroup || timeLimit != nil {
      unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
      unsafe posix_spawnattr_setpgroup(&attributes, 0)
    }
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addchdir_np(&actions, directory)
    for (number, stream) in streams.enumerated() {
      unsafe posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
    }
    let assignments = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    var variables = unsafe assignments.map { unsafe strdup($0) } + [nil]
    defer {
      unsafe words.forEach { unsafe free($0) }
      unsafe variables.forEach { unsafe free($0) }
    }
    var process: pid_t = 0
    let code = unsafe posix_spawn(&process, path, &actions, &attributes, &words, &variables)
    guard code == 0 else {
      throw GitError(
        .program, "cannot run \(program) in \(directory): \(unsafe String(cString: strerror(code)))"
      )
    }
    return process
  }

  /// Whether there is such a program.
  package var isInstalled: Bool { (try? executable()) != nil }

  private func executable() throws(GitError) -> String {
    guard !program.contains("/") else { return program }
    let directories = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    for directory in directories {
      let candidate = "\(directory)/\(program)"
      if FileSystem.isFile(candidate), unsafe access(candidate, X_OK) == 0 { return candidate }
    }
    throw GitError(.program, "cannot find \(program)", hint: "install it or put it on the PATH")
  }

  private func wait(for process: pid_t) throws(GitError) -> Int32 {
    var status: Int32 = 0
    if let timeLimit {
      let end = ContinuousClock.now + timeLimit
      while unsafe waitpid(process, &status, WNOHANG) != process {
        guard ContinuousClock.now < end else {
          kill(-process, SIGKILL)
          while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
          throw GitError(.program, "\(program) took longer than \(timeLimit)")
        }
        usleep(2000)
      }
    } else {
      while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
    // The macros that take a wait status apart are not imported.
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }
}
