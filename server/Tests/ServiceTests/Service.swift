import Glibc
import Synchronization

/// One of the executables as it runs for one test; it is killed when the test lets go of it.
final class Service: Sendable {
  private let name: String
  private let process: pid_t
  private let files: ScratchDirectory
  /// The exit status, once it was asked for.
  private let ended = Mutex<Int32?>(nil)

  /// Starts an executable.
  ///
  /// - Parameter environment: all of its variables, but for PATH.
  init(
    _ name: String, _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws {
    self.name = name
    files = try ScratchDirectory()
    process = try Self.spawn(
      try BuiltExecutable.path(name), arguments, environment, outputs: files.path)
  }

  deinit {
    guard ended.withLock({ $0 }) == nil else { return }
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
  }

  /// What it wrote to its standard output until now.
  var output: String { get throws { try files.read("output") } }
  var errors: String { get throws { try files.read("errors") } }

  func send(_ signal: Int32) { kill(process, signal) }

  /// Lets it have no more files than it has open, and a few.
  func limitFiles(toThoseOpenAnd more: Int) throws {
    guard let directory = opendir("/proc/\(process)/fd") else {
      throw ServiceFailure("the files of \(name) cannot be seen: \(errno)")
    }
    defer { closedir(directory) }
    var open = 0
    while let entry = readdir(directory) { open += entry.pointee.d_name.0 == 0x2E ? 0 : 1 }
    // Swift's Glibc leaves the call out.
    guard let call = dlsym(nil, "prlimit") else { throw ServiceFailure("there is no prlimit") }
    let prlimit = unsafeBitCast(call, to: ProcessLimit.self)
    let resource = RLIMIT_NOFILE.rawValue
    var limit = rlimit()
    guard prlimit(process, resource, nil, &limit) == 0 else {
      throw ServiceFailure("the limits of \(name) cannot be seen: \(errno)")
    }
    // Of the two limits it is this one that counts, and it can be raised again.
    limit.rlim_cur = rlim_t(open + more)
    guard prlimit(process, resource, &limit, nil) == 0 else {
      throw ServiceFailure("\(name) cannot be limited: \(errno)")
    }
  }

  /// Waits until it ends by itself and gives its exit status, or 128 and the signal that ended it.
  func exitStatus() async throws -> Int32 {
    try await eventually("\(name) ends") { try self.poll() }
  }

  private func poll() throws -> Int32? {
    try ended.withLock { ended in
      if let ended { return ended }
      var status: Int32 = 0
      let found = waitpid(process, &status, WNOHANG)
      guard found >= 0 else { throw ServiceFailure("\(name) cannot be waited for: \(errno)") }
      guard found == process else { return nil }
      let signal = status & 0x7f
      ended = signal == 0 ? (status >> 8) & 0xff : 128 + signal
      return ended
    }
  }

  /// The lines of its log with this event.
  func log(_ event: String) throws -> [LogLine] {
    // The last line may not be whole yet.
    let lines = try output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    return try lines.map { try decode(LogLine.self, Array($0.utf8)) }.filter { $0.event == event }
  }

  /// Waits for a line of its log.
  @discardableResult
  func logged(_ event: String, where isMeant: (LogLine) -> Bool = { _ in true }) async throws
    -> LogLine
  {
    try await eventually("\(name) logs '\(event)'") {
      if let line = try self.log(event).first(where: isMeant) { return line }
      if let status = try self.poll() {
        throw ServiceFailure("\(self.name) ended with \(status): \(try self.errors)")
      }
      return nil
    }
  }

  /// Waits until its log has so many lines with an event.
  func log(_ event: String, isThere count: Int) async throws {
    try await eventually("there are \(count) lines '\(event)'") {
      try self.log(event).count >= count
    }
  }

  /// The port that it listens on.
  var port: Int {
    get async throws {
      guard let port = try await logged("listening").port else {
        throw ServiceFailure("\(name) does not say where it listens")
      }
      return port
    }
  }

  private static func spawn(
    _ path: String, _ arguments: [String], _ environment: [String: String], outputs: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let mode = O_WRONLY | O_CREAT | O_APPEND
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "\(outputs)/output", mode, 0o600)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "\(outputs)/errors", mode, 0o600)
    let assignments = environment.map { "\($0.key)=\($0.value)" } + ["PATH=/usr/bin:/bin"]
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let variables = assignments.map { strdup($0) } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    var process = pid_t()
    let code = posix_spawn(&process, path, &actions, nil, words, variables)
    guard code == 0 else { throw ServiceFailure("\(path) does not start: \(code)") }
    return process
  }
}

private typealias ProcessLimit =
  @convention(c) (pid_t, UInt32, UnsafePointer<rlimit>?, UnsafeMutablePointer<rlimit>?) -> Int32

/// The fields of a log line that tests read.
struct LogLine: Decodable {
  var event: String
  var level: String
  var port: Int?
  var request_id: String?
  var model: String?
  var version: String?
  var model_version: String?
  var latency_ms: Double?
  var confidence: Double?
  var reason: String?
  var still_serving: String?
}

/// Asks until there is an answer.
///
/// - Throws: ``ServiceFailure`` when there is none for a long time.
func eventually<Answer>(
  _ what: String, isolation: isolated (any Actor)? = #isolation, _ ask: () throws -> Answer?
) async throws -> Answer {
  let deadline = ContinuousClock.now + .seconds(60)
  while ContinuousClock.now < deadline {
    if let answer = try ask() { return answer }
    try await Task.sleep(for: .milliseconds(10))
  }
  throw ServiceFailure("waited in vain: \(what)")
}

/// Asks until it is so.
func eventually(
  _ what: String, isolation: isolated (any Actor)? = #isolation, _ isSo: () throws -> Bool
) async throws {
  try await eventually(what) { try isSo() ? () : nil }
}
