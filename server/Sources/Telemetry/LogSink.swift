import Dispatch
import Glibc
import Synchronization

/// Takes lines without waiting and writes them to a descriptor in order.
///
/// Lines are gathered for a hundredth of a second, so that a busy service pays for few writes.
/// A reader that stops reading never stops a request: past a megabyte of waiting lines new ones
/// are dropped, and a line says how many.
package final class LogSink: Sendable {
  private struct Waiting {
    var bytes: [UInt8] = []
    var dropped = 0
    var isWriting = false
  }

  private let descriptor: Int32
  private let capacity: Int
  private let waiting = Mutex(Waiting())
  private let queue = DispatchQueue(label: "log")

  package init(descriptor: Int32, capacity: Int = 1 << 20) {
    self.descriptor = descriptor
    self.capacity = capacity
  }

  /// Takes a line that ends in a line feed.
  package func write(_ line: [UInt8]) {
    let mustStart = waiting.withLock { waiting in
      guard waiting.bytes.count + line.count <= capacity else {
        waiting.dropped += 1
        return false
      }
      waiting.bytes += line
      defer { waiting.isWriting = true }
      return !waiting.isWriting
    }
    if mustStart { queue.asyncAfter(deadline: .now() + .milliseconds(10)) { self.drain() } }
  }

  /// Waits until every line taken so far is written.
  package func flush() { queue.sync { self.drain() } }

  private func drain() {
    while let bytes = next() {
      var start = 0
      while start < bytes.count {
        let written = bytes[start...].withUnsafeBytes {
          Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        if written > 0 { start += written } else if errno != EINTR { break }
      }
    }
  }

  private func next() -> [UInt8]? {
    waiting.withLock { waiting in
      if waiting.dropped > 0 {
        waiting.bytes += Array(#"{"event":"log lines dropped","count":\#(waiting.dropped)}"#.utf8)
        waiting.bytes.append(0x0A)
        waiting.dropped = 0
      }
      if waiting.bytes.isEmpty {
        waiting.isWriting = false
        return nil
      }
      defer { waiting.bytes = [] }
      return waiting.bytes
    }
  }
}
