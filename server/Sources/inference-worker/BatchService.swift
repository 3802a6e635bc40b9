import Glibc
import Jobs
import Logging
import RedisStreams
import Scheduling
import ServiceLifecycle
import Serving
import Telemetry
import Tracing
import UnixSignals

/// The worker in all its parts.
struct BatchService {
  private let configuration: WorkerConfiguration

  init(_ configuration: WorkerConfiguration) { self.configuration = configuration }

  /// Works until a signal stops it.
  func run() async throws {
    let sink = LogSink(descriptor: STDOUT_FILENO)
    defer { sink.flush() }
    let log = EventLog(label: "inference-worker", level: configuration.logLevel, sink: sink)
    let logger = Logger(label: "inference-worker") { _ in JSONLogHandler(log) }
    let metrics = ServiceMetrics()
    metrics.observe(sink)
    let modelMetrics = metrics.model()
    let host = ModelHost(
      configuration.model, ortLibrary: configuration.ortLibrary,
      batchRows: configuration.maxBatchSize, queueCapacity: configuration.jobsAtOnce ?? 1,
      threads: PredictionThreads(), metrics: modelMetrics)
    let keeper = ModelKeeper(
      host, directory: ModelDirectory(configuration.model), metrics: modelMetrics, logger: logger)
    let redis = RedisClient(.init(configuration.queue), logger: logger)
    let queue = JobQueue(redis, configuration.queue)
    let exporter = SpanExporter(configuration.tracing, metrics: metrics)
    if let exporter { metrics.observe(exporter) }
    for warning in configuration.tracing.warnings {
      logger.warning("traces", metadata: ["reason": .string(warning)])
    }
    let predictor = JobPredictor(
      host, tracer: Tracer(exporter, share: configuration.tracing.share))
    // A client that waits for jobs answers nothing else meanwhile, so each has one of its own.
    let readers = (0..<(configuration.jobsAtOnce ?? 1)).map { _ in
      RedisClient(.init(configuration.queue), logger: logger)
    }
    let workers = readers.enumerated().map { index, reader in
      JobWorker(
        queue: queue, reader: reader,
        configuration: .init(
          group: configuration.group,
          consumer: index == 0 ? configuration.podName : "\(configuration.podName).\(index + 1)",
          claimIdle: configuration.claimIdle, maxAttempts: configuration.maxAttempts),
        logger: logger,
        observe: { metrics.observe($0) },
        process: { (_, payload) async throws(JobFailure) in try await predictor.predict(payload) })
    }
    if let address = configuration.trackingURI {
      let inquiry = RegistryInquiry(
        address: address, model: configuration.model.name, logger: logger)
      Task { await inquiry.run() }
    }
    let probes = ServiceHandler(
      probing: host, metrics: metrics, log: log,
      reasonNotReady: {
        workers.contains { !$0.isConnected } ? "Redis does not do what it is asked" : nil
      })
    let beside: [any Service] = exporter.map { [$0] } ?? []
    var group = ServiceGroupConfiguration(
      services: beside + [
        HTTPListener(probes, port: configuration.port, logger: logger), keeper,
        ReloadSignal { await keeper.refresh(again: true) },
        QueueWatch(queue, group: configuration.group, metrics: metrics),
        JobService(workers, host: host, gracePeriod: configuration.gracePeriod),
        DrainGate(probes, delay: .zero, logger: logger),
      ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    group.maximumGracefulShutdownDuration = configuration.gracePeriod + .seconds(5)
    try await ServiceGroup(configuration: group).run()
    await host.stop()
    for reader in readers { await reader.close() }
    await redis.close()
    logger.notice("stopped")
  }
}
