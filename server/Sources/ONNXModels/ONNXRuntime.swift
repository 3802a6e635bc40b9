import COrt
package import Inference

/// ONNX Runtime's library, opened at run time.
///
/// Any number of threads may use it at once, which the library promises.
@safe package final class ONNXRuntime: @unchecked Sendable {
  /// The library's version, as `1.31.1`.
  package let version: String
  let handle: OpaquePointer

  /// Opens the library at a path.
  ///
  /// - Throws: ``ModelLoadError`` with the reason when there is no such library.
  package init(library path: String) throws(ModelLoadError) {
    // The empty path would mean the program itself.
    guard !path.isEmpty else { throw .noLibrary }
    var handle: OpaquePointer?
    let message = unsafe takeMessage(cort_open(path, &handle))
    guard let handle = unsafe handle else {
      throw ModelLoadError("ONNX Runtime cannot be used: \(message ?? "no reason is given")")
    }
    unsafe self.handle = handle
    version = unsafe String(cString: cort_version(handle))
  }

  deinit { unsafe cort_close(handle) }
}

extension ModelLoadError {
  static let noLibrary = ModelLoadError(
    "ONNX models need ONNX Runtime, and no path of its library is configured (ORT_LIBRARY)")
}

/// Turns a message that the caller owns into a string, and frees it.
func takeMessage(_ message: UnsafeMutablePointer<CChar>?) -> String? {
  guard let message = unsafe message else { return nil }
  defer { unsafe cort_free(message) }
  return unsafe String(cString: message)
}
