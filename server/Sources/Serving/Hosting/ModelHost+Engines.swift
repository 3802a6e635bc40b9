import NativeModels
import ONNXModels
import Scheduling

extension ModelHost {
  /// A host of the model that is configured, with every engine there is.
  ///
  /// - Parameter ortLibrary: ONNX Runtime's shared library; without it no ONNX model is loaded.
  package convenience init(
    _ selection: ModelSelection, ortLibrary: String?, batchRows: Int, queueCapacity: Int,
    metrics: ServiceMetrics
  ) {
    // One thread a prediction, and a prediction a processor: throughput before latency.
    let onnx = ONNXEngine(library: ortLibrary, threads: 1)
    self.init(
      ModelLoader(
        engines: NativeModels.engines + [onnx], type: selection.type, name: selection.name),
      limits: .init(
        batchRows: batchRows, queueCapacity: queueCapacity, threads: CPUQuota.effective),
      observe: { metrics.observe($0) })
  }
}
