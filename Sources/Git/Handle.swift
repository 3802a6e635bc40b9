internal import CCertificates
internal import CGit2

/// An object of libgit2, freed when it goes out of scope.
@safe struct Handle: ~Copyable {
  let pointer: OpaquePointer
  private let release: @convention(c) (OpaquePointer?) -> Void

  /// Takes over what `make` puts out, unless it failed.
  init(
    _ operation: @autoclosure () -> String,
    release: @escaping @convention(c) (OpaquePointer?) -> Void,
    make: (inout OpaquePointer?) -> Int32
  ) throws(GitError) {
    _ = try Library.start()
    var made: OpaquePointer?
    try check(operation()) { unsafe make(&made) }
    guard let pointer = unsafe made else {
      preconditionFailure("libgit2 succeeded without a result")
    }
    unsafe self.pointer = pointer
    unsafe self.release = release
  }

  deinit { unsafe release(pointer) }
}

extension Handle {
  /// Like the initializer, but nil when libgit2 found nothing.
  static func find(
    _ operation: @autoclosure () -> String,
    release: @escaping @convention(c) (OpaquePointer?) -> Void,
    make: (inout OpaquePointer?) -> Int32
  ) throws(GitError) -> Handle? {
    var absent = false
    do throws(GitError) {
      return try unsafe Handle(operation(), release: release) { result in
        let code = unsafe make(&result)
        absent = code == GIT_ENOTFOUND.rawValue
        return code
      }
    } catch {
      guard absent else { throw error }
      return nil
    }
  }
}

/// libgit2 itself, started on first use; `CCertificates` keeps it from reading the certificate bundle,
/// which takes some 5 ms.
enum Library {
  private static let started: Int32 = shim_start()

  static func start() throws(GitError) {
    guard started >= 0 else {
      throw GitError(.library(code: started), "cannot start libgit2")
    }
  }
}
