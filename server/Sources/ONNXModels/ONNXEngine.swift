package import Inference
import Synchronization

/// Loads `onnx` packages into ONNX Runtime.
///
/// The library is opened when the first model is loaded, so that a service without such models
/// neither needs it nor pays for it.
package final class ONNXEngine: ModelEngine {
  /// The `engine` of the manifests that it is for.
  package let name = "onnx"
  private let library: String?
  private let threads: Int
  private let opened = Mutex<ONNXRuntime?>(nil)

  /// - Parameters:
  ///   - library: the path of `libonnxruntime.so`; nil where none is configured, which is an error
  ///     once a model is to be loaded.
  ///   - threads: how many threads share the work of one prediction; ``CPUQuota/effective`` is the
  ///     most that helps.
  package init(library: String?, threads: Int) {
    self.library = library
    self.threads = threads
  }

  /// The network of a package, checked against its manifest.
  ///
  /// - Throws: ``ModelLoadError``, also where the library cannot be opened.
  package func load(_ package: ModelPackage) throws(ModelLoadError) -> any Model {
    let session = try ONNXSession(runtime(), model: package.modelBytes, threads: threads)
    return try ONNXModel(session, manifest: package.manifest)
  }

  /// The library, opened by the first call; a failure is tried again, since the file may be mounted
  /// later.
  package func runtime() throws(ModelLoadError) -> ONNXRuntime {
    guard let library else { throw .noLibrary }
    return try opened.withLock { opened throws(ModelLoadError) in
      if let opened { return opened }
      let runtime = try ONNXRuntime(library: library)
      opened = runtime
      return runtime
    }
  }
}
