import Dispatch
import Glibc
import Synchronization

/// Takes lines without waiting and writes them to a descriptor in order.
///
/// Lines are gathered for a hundredth of a second, so that a busy service pays for few writes.
/// A reader that stops reading never stops a request: past a megabyte of waiting lines new ones
/// are dropped, as are those that the descriptor refuses, and a line says how many.
package final class LogSink: Sendable {
  private struct Waiting {
    var bytes: [UInt8] = []
    /// How many lines were dropped since a line last said so.
    var untold = 0
    var isWriting = false
    /// Whether what was written last is the beginning of a line alone.
    var isTorn = false
  }

  private let descriptor: Int32
  private let capacity: Int
  private let waiting = Mutex(Waiting())
  private let lost = Atomic<Int>(0)
  private let queue = DispatchQueue(label: "log")

  package init(descriptor: Int32, capacity: Int = 1 << 20) {
    self.descriptor = descriptor
    self.capacity = capacity
  }

  /// How many lines were dropped since the start.
  package var dropped: Int { lost.load(ordering: .relaxed) }

  /// Takes a line that ends in a line feed.
  package func write(_ line: [UInt8]) {
    let mustStart = waiting.withLock { waiting in
      guard waiting.bytes.count + line.count <= capacity else {
        drop(1, &waiting)
        return false
      }
      waiting.bytes += line
      defer { waiting.isWriting = true }
      return !waiting.isWriting
    }
    if mustStart { queue.asyncAfter(deadline: .now() + .milliseconds(10)) { self.drain() } }
  }

  /// Waits until every line taken so far is written, or a reader that does not read is given up.
  package func flush(within seconds: Double = 2) {
    let done = DispatchSemaphore(value: 0)
    queue.async {
      self.drain()
      done.signal()
    }
    _ = done.wait(timeout: .now() + seconds)
  }

  private func drain() {
    while let bytes = next() {
      let written = writeAll(bytes)
      guard written < bytes.count else { continue }
      let lines = bytes[written...].count { $0 == UInt8(ascii: "\n") }
      waiting.withLock { waiting in
        drop(lines, &waiting)
        if written > 0 { waiting.isTorn = bytes[written - 1] != UInt8(ascii: "\n") }
        // What refuses now is tried again with the next line.
        waiting.isWriting = false
      }
      return
    }
  }

  private func drop(_ lines: Int, _ waiting: inout Waiting) {
    waiting.untold += lines
    lost.wrappingAdd(lines, ordering: .relaxed)
  }

  /// Writes until the end or until the descriptor refuses; gives how much it took.
  private func writeAll(_ bytes: [UInt8]) -> Int {
    // Without a reader the descriptor refuses, and the signal that comes along would end the process.
    var brokenPipe = sigset_t()
    var before = sigset_t()
    sigemptyset(&brokenPipe)
    sigaddset(&brokenPipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &brokenPipe, &before)
    defer {
      var none = timespec()
      while sigtimedwait(&brokenPipe, nil, &none) > 0 {}
      pthread_sigmask(SIG_SETMASK, &before, nil)
    }
    var start = 0
    while start < bytes.count {
      let written = bytes[start...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if written > 0 {
        start += written
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        // Someone made the descriptor non-blocking; nothing but this queue waits.
        var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&polled, 1, -1)
        if polled.revents & Int16(POLLERR | POLLNVAL) != 0 { break }
      } else if errno != EINTR {
        break
      }
    }
    return start
  }

  private func next() -> [UInt8]? {
    waiting.withLock { waiting in
      if waiting.bytes.isEmpty, waiting.untold == 0 || !waiting.isWriting {
        waiting.isWriting = false
        return nil
      }
      if waiting.untold > 0 {
        waiting.bytes += Array(#"{"event":"log lines dropped","count":\#(waiting.untold)}"#.utf8)
        waiting.bytes.append(0x0A)
        waiting.untold = 0
      }
      if waiting.isTorn {
        // A line that was cut ends before the next one begins.
        waiting.bytes.insert(0x0A, at: 0)
        waiting.isTorn = false
      }
      defer { waiting.bytes = [] }
      return waiting.bytes
    }
  }
}
