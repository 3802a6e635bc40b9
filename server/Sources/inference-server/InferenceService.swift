import GRPCServing
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
    let adminKeys = try configuration.adminKeysFile.map {
      try APIKeys(file: $0, variable: "ADMIN_KEYS_FILE")
    }
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
    let models = models(metrics: metrics, logger: logger)
    let exporter = SpanExporter(configuration.tracing, metrics: metrics)
    if let exporter { metrics.observe(exporter) }
    for warning in configuration.tracing.warnings {
      logger.warning("traces", metadata: ["reason": .string(warning)])
    }
    let handler = ServiceHandler(
      models,
      limits: .init(
        timeout: configuration.requestTimeout, bodyBytes: configuration.maxBodyBytes,
        rows: configuration.maxBatchSize),
      metrics: metrics, log: log, keys: keys, adminKeys: adminKeys, jobs: queue.map { JobDesk($0) },
      tracer: Tracer(exporter, share: configuration.tracing.share))
    let watch = queue.map { QueueWatch($0, metrics: metrics) }
    let keyKeepers = [keys, adminKeys].compactMap { $0 }.map {
      KeyKeeper($0, metrics: metrics, logger: logger)
    }
    try await serve(
      handler, keepers: models.keepers, keyKeepers: keyKeepers, beside: [exporter, watch],
      logger: logger)
    await models.stop()
    await redis?.close()
    logger.notice("stopped")
  }

  /// The models that are configured, each with its host and what keeps it.
  private func models(metrics: ServiceMetrics, logger: Logger) -> ModelRepository {
    let threads = PredictionThreads()
    let loads = LoadTurn()
    let entries = configuration.models.all.map { selection in
      let metrics = metrics.model(configuration.models.areNamed ? selection.name : nil)
      let host = ModelHost(
        selection, ortLibrary: configuration.ortLibrary, batchRows: configuration.maxBatchSize,
        queueCapacity: configuration.queueCapacity, threads: threads, metrics: metrics)
      let keeper = ModelKeeper(
        host, directory: ModelDirectory(selection), metrics: metrics, loads: loads, logger: logger)
      return ModelRepository.Entry(selection.name, host, keeper)
    }
    return ModelRepository(entries, areNamed: configuration.models.areNamed, loads: loads)
  }

  private func serve(
    _ handler: ServiceHandler, keepers: [ModelKeeper], keyKeepers: [KeyKeeper],
    beside others: [(any Service)?], logger: Logger
  ) async throws {
    let reload = ReloadSignal {
      for keeper in keyKeepers { keeper.reload() }
      for keeper in keepers { await keeper.refresh(again: true) }
    }
    let listeners = listeners(of: handler, logger: logger)
    let gate = DrainGate(handler, delay: configuration.drainDelay, logger: logger)
    if let address = configuration.trackingURI {
      let names = configuration.models.all.map(\.name)
      Task {
        for name in names {
          await RegistryInquiry(address: address, model: name, logger: logger).run()
        }
      }
    }
    // They stop in the reverse order: first the gate, which waits, then the listener, and what it
    // needs last.
    let beside = others.compactMap { $0 } + keepers + keyKeepers
    var group = ServiceGroupConfiguration(
      services: beside + [listeners, reload, gate],
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
