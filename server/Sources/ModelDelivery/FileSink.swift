import Crypto
import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1

/// A new file that takes what a service answers, up to a length.
final class FileSink {
  private let descriptor: Int32
  private let path: String
  private let limit: Int
  private var length = 0
  private var hash = SHA256()

  /// - Parameter limit: the most bytes.
  init(_ path: String, limit: Int) throws(DeliveryError) {
    self.path = path
    self.limit = limit
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw DeliveryError("\(path) cannot be made: \(errorText())") }
  }

  deinit { close(descriptor) }

  /// The SHA-256 of what was written, in lower-case hexadecimal digits.
  var sha256: String {
    hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Writes bytes to the end.
  func write(_ bytes: some ContiguousBytes) throws(DeliveryError) {
    length += bytes.withUnsafeBytes(\.count)
    guard length <= limit else { throw DeliveryError("\(path) is longer than \(limit) bytes") }
    let failure: Int32? = bytes.withUnsafeBytes { buffer in
      hash.update(bufferPointer: buffer)
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Glibc.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        if count < 0 { return errno }
        rest = rest.dropFirst(count)
      }
      return nil
    }
    if let failure {
      throw DeliveryError("\(path) cannot be written: \(errorText(failure))")
    }
  }

  /// Writes the body of an answer that has what was asked for.
  ///
  /// - Parameter what: what that is, for an error.
  func receive(
    _ what: String,
    from send: (_ receive: (HTTPResponseStatus, ByteBuffer) throws -> Void) async throws ->
      HTTPResponseStatus
  ) async throws(DeliveryError) {
    let status: HTTPResponseStatus
    do {
      status = try await send { status, bytes in
        if status == .ok { try self.write(Data(bytes.readableBytesView)) }
      }
    } catch let error as DeliveryError {
      throw error
    } catch {
      throw DeliveryError("\(what) cannot be downloaded: \(error)")
    }
    guard status == .ok else {
      throw DeliveryError("\(what) cannot be downloaded: the answer is \(status.code)")
    }
  }

  /// Brings it all to the disk.
  func finish() throws(DeliveryError) {
    guard fsync(descriptor) == 0 else {
      throw DeliveryError("\(path) cannot be written: \(errorText())")
    }
  }
}

/// What the system says of an error.
func errorText(_ code: Int32 = errno) -> String {
  strerror(code).map { String(cString: $0) } ?? "error \(code)"
}
