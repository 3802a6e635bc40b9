import GRPCServing
import Glibc
import Jobs
import Logging
import RedisStreams
import ServiceLifecycle
import Serving
import Telemetry
import Tracing
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
    let log = EventLog(label: "inference-server", level: configuration.logLevel, sink: sink)
    let logger = Logger(label: "inference-server") { _ in JSONLogHandler(log) }
    let keys = try configuration.apiKeysFile.map { try APIKeys(file: $0) }
    let redis = configuration.queue.map { queue in
      var address = RedisConfiguration(queue)
      // Whoever asks about a job waits no longer than for a prediction.
      address.connectTimeout = min(address.connectTimeout, configuration.requestTimeout)
      address.commandTimeout = min(address.commandTimeout, configuration.requestTimeout)
      return RedisClient(address, logger: logger)
    }
    let queue = redis.flatMap { redis in configuration.queue.map { JobQueue(redis, $0) } }
    let metrics = ServiceMetrics()
    metrics.observe(sink)
    let host = ModelHost(
      configuration.model, ortLibrary: configuration.ortLibrary,
      batchRows: configuration.maxBatchSize, queueCapacity: configuration.queueCapacity,
      metrics: metrics)
    let exporter = SpanExporter(configuration.tracing, metrics: metrics)
    if let exporter { metrics.observe(exporter) }
    for warning in configuration.tracing.warnings {
      logger.warning("traces", metadata: ["reason": .string(warning)])
    }
    let handler = ServiceHandler(
      host,
      limits: .init(
        timeout: configuration.requestTimeout, bodyBytes: configuration.maxBodyBytes,
        rows: configuration.maxBatchSize),
      metrics: metrics, log: log, keys: keys, jobs: queue.map { JobDesk($0) },
      tracer: Tracer(exporter, share: configuration.tracing.share))
    let watch = queue.map { QueueWatch($0, metrics: metrics) }
    try await serve(
      handler, host: host, keys: keys, beside: [exporter, watch], metrics: metrics, logger: logger)
    await host.stop()
    await redis?.close()
    logger.notice("stopped")
  }

  private func serve(
    _ handler: ServiceHandler, host: ModelHost, keys: APIKeys?, beside others: [(any Service)?],
    metrics: ServiceMetrics, logger: Logger
  ) async throws {
    let keeper = ModelKeeper(
      host, directory: ModelDirectory(configuration.model), metrics: metrics, logger: logger)
    let keyKeeper = keys.map { KeyKeeper($0, metrics: metrics, logger: logger) }
    let reload = ReloadSignal {
      keyKeeper?.reload()
      await keeper.refresh(again: true)
    }
    let listeners = listeners(of: handler, logger: logger)
    let gate = DrainGate(handler, delay: configuration.drainDelay, logger: logger)
    if let address = configuration.trackingURI {
      let inquiry = RegistryInquiry(
        address: address, model: configuration.model.name, logger: logger)
      Task { await inquiry.run() }
    }
    // They stop in the reverse order: first the gate, which waits, then the listener, and what it
    // needs last.
    let keepers: [(any Service)?] = others + [keeper, keyKeeper]
    var group = ServiceGroupConfiguration(
      services: keepers.compactMap { $0 } + [listeners, reload, gate],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    group.maximumGracefulShutdownDuration = configuration.drainDelay + configuration.gracePeriod
    try await ServiceGroup(configuration: group).run()
  }

  /// HTTP's listener, and that of gRPC where it has a port.
  private func listeners(of handler: ServiceHandler, logger: Logger) -> Listeners {
    let memory = BodyMemory(forBodiesOf: handler.limits.bodyBytes)
    let http = HTTPListener(handler, port: configuration.port, memory: memory, logger: logger)
    let grpc = configuration.grpcPort.map {
      GRPCListener(handler, port: $0, memory: memory, logger: logger)
    }
    return Listeners(http, grpc)
  }
}
