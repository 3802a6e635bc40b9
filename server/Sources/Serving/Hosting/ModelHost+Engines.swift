import NativeModels
import ONNXModels
package import Scheduling

extension ModelHost {
  /// A host of a model that is configured, with every engine there is.
  ///
  /// - Parameters:
  ///   - ortLibrary: ONNX Runtime's shared library; without it no ONNX model is loaded.
  ///   - threads: shared by all hosts of the process.
  package convenience init(
    _ selection: ModelSelection, ortLibrary: String?, batchRows: Int, queueCapacity: Int,
    threads: PredictionThreads, metrics: ModelMetrics
  ) {
    // One thread a prediction, and a prediction a processor: throughput before latency.
    let onnx = ONNXEngine(library: ortLibrary, threads: 1)
    self.init(
      ModelLoader(
        engines: NativeModels.engines + [onnx], type: selection.type, name: selection.name),
      limits: .init(batchRows: batchRows, queueCapacity: queueCapacity), threads: threads,
      observe: { metrics.observe($0) })
  }
}

extension PredictionThreads {
  /// As many as the process may use processors.
  package convenience init() { self.init(count: CPUQuota.effective) }
}
