import Glibc
import Synchronization

/// A Redis of its own for one test, on a free port of the loopback.
package final class RedisServer: Sendable {
  package static let password = "pa55-of-the-test"
  /// Where Debian puts it.
  private static let path = "/usr/bin/redis-server"
  package static var isInstalled: Bool { access(path, X_OK) == 0 }

  package let port: Int
  private let directory: String
  private let keepsData: Bool
  private let process = Mutex<pid_t>(0)
  private let count = Atomic(0)

  /// How many times Redis was started.
  package var starts: Int { count.load(ordering: .acquiring) }

  /// Starts Redis.
  ///
  /// - Parameter keepsData: writes each change to disk before it answers, and has it again when it is
  ///   started again.
  package init(keepsData: Bool = false) throws(RedisServerFailure) {
    self.keepsData = keepsData
    port = Self.freePort()
    var template = Array("/tmp/redis-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw RedisServerFailure("no directory: \(errno)") }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try start()
  }

  deinit {
    stop()
    for path in ["appendonlydir", ""] { Self.remove("\(directory)/\(path)") }
  }

  /// Starts Redis on the same port with the data that it kept.
  package func start() throws(RedisServerFailure) {
    var arguments = [
      Self.path, "--bind", "127.0.0.1", "--port", "\(port)", "--dir", directory, "--save", "",
      "--requirepass", Self.password, "--appendonly", keepsData ? "yes" : "no",
    ]
    if keepsData { arguments += ["--appendfsync", "always"] }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    let pointers = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var identifier = pid_t()
    let code = posix_spawn(&identifier, Self.path, &actions, nil, pointers, environ)
    guard code == 0 else { throw RedisServerFailure("redis-server does not start: \(code)") }
    process.withLock { $0 = identifier }
    for _ in 0..<2000 {
      if Self.accepts(port) {
        count.add(1, ordering: .releasing)
        return
      }
      usleep(2000)
    }
    throw RedisServerFailure("redis-server does not listen on \(port)")
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

  private static func freePort() -> Int {
    withSocket { socket in
      var address = loopback(port: 0)
      _ = call(bind, socket, &address)
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = getsockname(socket, $0, &length)
        }
      }
      return Int(UInt16(bigEndian: address.sin_port))
    }
  }

  private static func accepts(_ port: Int) -> Bool {
    withSocket { socket in
      var address = loopback(port: port)
      return call(connect, socket, &address) == 0
    }
  }

  private static func withSocket<Result>(_ body: (Int32) -> Result) -> Result {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    return body(socket)
  }

  private static func loopback(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private static func call(
    _ function: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ socket: Int32,
    _ address: inout sockaddr_in
  ) -> Int32 {
    withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        function(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
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
