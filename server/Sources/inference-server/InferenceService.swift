import Glibc
import Inference
import Logging
import NativeModels
import ONNXModels
import Scheduling
import ServiceLifecycle
import Serving
import Telemetry
import UnixSignals

/// The server in all its parts.
struct InferenceService {
  private let configuration: ServiceConfiguration

  init(_ configuration: ServiceConfiguration) { self.configuration = configuration }

  /// Serves until a signal stops it.
  func run() async throws {
    OpenFiles.raiseLimit()
    let sink = LogSink(descriptor: STDOUT_FILENO)
    defer { sink.flush() }
    let logger = Logger(label: "inference-server") { label in
      JSONLogHandler(label: label, level: configuration.logLevel, sink: sink)
    }
    let keys = try configuration.apiKeysFile.map { try APIKeys(file: $0) }
    let metrics = ServiceMetrics()
    let host = host(metrics)
    let handler = ServiceHandler(
      host,
      limits: .init(
        timeout: configuration.requestTimeout, bodyBytes: configuration.maxBodyBytes,
        rows: configuration.maxBatchSize),
      metrics: metrics, logger: logger, keys: keys)
    let keeper = ModelKeeper(
      host, directory: ModelDirectory(configuration.model), metrics: metrics, logger: logger)
    let reload = ReloadSignal {
      do throws(ConfigurationError) {
        try keys?.reload()
      } catch {
        logger.error("keys not read", metadata: ["reason": .string(error.description)])
      }
      await keeper.refresh(again: true)
    }
    let listener = HTTPListener(handler, port: configuration.port, logger: logger) { port in
      logger.notice(
        "listening",
        metadata: ["port": .stringConvertible(port), "version": .string(serviceVersion)])
    }
    let gate = DrainGate(handler, delay: configuration.drainDelay, logger: logger)
    var group = ServiceGroupConfiguration(
      services: [listener, keeper, reload, gate], gracefulShutdownSignals: [.sigterm, .sigint],
      logger: logger)
    group.maximumGracefulShutdownDuration = configuration.drainDelay + configuration.gracePeriod
    try await ServiceGroup(configuration: group).run()
    await host.stop()
    logger.notice("stopped")
  }

  private func host(_ metrics: ServiceMetrics) -> ModelHost {
    // One thread a prediction, and a prediction a processor: throughput before latency.
    let onnx = ONNXEngine(library: configuration.ortLibrary, threads: 1)
    return ModelHost(
      ModelLoader(engines: NativeModels.engines + [onnx], type: configuration.model.type),
      limits: .init(
        batchRows: configuration.maxBatchSize, queueCapacity: configuration.queueCapacity,
        threads: CPUQuota.effective),
      observe: { metrics.observe($0) })
  }
}
