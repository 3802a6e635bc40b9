import Glibc
import Synchronization

/// A Redis of its own for one test, on a port of the loopback.
package final class RedisServer: Sendable {
  package static let password = "pa55-of-the-test"
  /// Where Debian puts it.
  private static let path = "/usr/bin/redis-server"
  package static var isInstalled: Bool { access(path, X_OK) == 0 }
  /// Below the ports that systems give to connections; each process begins elsewhere.
  private static let nextPort = Atomic(Int(getpid()) % 19_000)

  package let port: Int
  private let directory: String
  private let keepsData: Bool
  private let isEncrypted: Bool
  private let process = Mutex<pid_t>(0)
  private let count = Atomic(1)

  /// The file of the certificate that it shows, which vouches for itself, for the name `localhost`.
  package var certificate: String { "\(directory)/\(ServerCertificate.file)" }

  /// How many times Redis was started.
  package var starts: Int { count.load(ordering: .acquiring) }

  /// Starts Redis.
  ///
  /// - Parameters:
  ///   - keepsData: writes each change to disk before it answers, and has it again when it is started
  ///     again.
  ///   - isEncrypted: whether it speaks TLS alone, by ``certificate``.
  package init(keepsData: Bool = false, isEncrypted: Bool = false) throws(RedisServerFailure) {
    self.keepsData = keepsData
    self.isEncrypted = isEncrypted
    var template = Array("/tmp/redis-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw RedisServerFailure("no directory: \(errno)") }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    if isEncrypted { try ServerCertificate.write(into: directory) }
    for _ in 0..<10 {
      let port = 12_000 + Self.nextPort.wrappingAdd(1, ordering: .relaxed).newValue % 20_000
      guard
        let process = try Self.launch(
          port, in: directory, keepsData: keepsData, isEncrypted: isEncrypted)
      else {
        continue
      }
      self.port = port
      self.process.withLock { $0 = process }
      return
    }
    throw RedisServerFailure("redis-server finds no port to listen on")
  }

  deinit {
    stop()
    for path in ["/appendonlydir", ""] { Self.remove(directory + path) }
  }

  /// Starts Redis again on the same port, with the data that it kept.
  package func start() throws(RedisServerFailure) {
    guard
      let process = try Self.launch(
        port, in: directory, keepsData: keepsData, isEncrypted: isEncrypted)
    else {
      throw RedisServerFailure("redis-server does not start again on \(port)")
    }
    self.process.withLock { $0 = process }
    count.add(1, ordering: .releasing)
  }

  /// Ends Redis as a power cut does.
  package func stop() {
    process.withLock { process in
      guard process != 0 else { return }
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
      process = 0
    }
  }

  /// Keeps Redis from doing anything, while its connections stay.
  package func hang() { process.withLock { _ = kill($0, SIGSTOP) } }

  /// Starts Redis and waits until it listens; nil when it cannot.
  private static func launch(
    _ port: Int, in directory: String, keepsData: Bool, isEncrypted: Bool
  ) throws(RedisServerFailure) -> pid_t? {
    // Redis writes it once it listens.
    let pidFile = "\(directory)/redis.pid"
    unlink(pidFile)
    let ports =
      isEncrypted
      ? [
        "--port", "0", "--tls-port", "\(port)", "--tls-auth-clients", "no",
        "--tls-cert-file", "\(directory)/\(ServerCertificate.file)",
        "--tls-key-file", "\(directory)/\(ServerCertificate.keyFile)",
      ] : ["--port", "\(port)"]
    let arguments =
      [
        path, "--bind", "127.0.0.1", "--dir", directory, "--pidfile", pidFile,
        "--requirepass", password, "--save", "", "--appendonly", keepsData ? "yes" : "no",
        "--appendfsync", "always",
      ] + ports
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    let pointers = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var process = pid_t()
    let code = posix_spawn(&process, path, &actions, nil, pointers, environ)
    guard code == 0 else { throw RedisServerFailure("redis-server does not start: \(code)") }
    while access(pidFile, F_OK) != 0 {
      if waitpid(process, nil, WNOHANG) == process { return nil }
      usleep(1000)
    }
    return process
  }

  /// Removes a directory and the files in it.
  private static func remove(_ directory: String) {
    guard let stream = opendir(directory) else { return }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      unlink("\(directory)/\(name)")
    }
    closedir(stream)
    rmdir(directory)
  }
}

/// Why a test has no Redis.
package struct RedisServerFailure: Error, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}
