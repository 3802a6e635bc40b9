import ArgumentParser
import FoundationEssentials
import Serving

@main
struct InferenceWorker: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inference-worker",
    abstract: "Predict the batch jobs that wait in Redis.",
    discussion: """
      The environment configures the worker. MODEL_NAME, REDIS_HOST and POD_NAME
      must be set.

        PORT                     where probes and metrics are answered (8080)
        MODEL_DIR                packages, as <name>/<version>/ (/models)
        MODEL_NAME               the model that predicts
        MODEL_VERSION            its version; without one the newest
        MODEL_TYPE               text, tabular or image; another type is refused
        LOG_LEVEL                TRACE, DEBUG, INFO, WARNING, ERROR (INFO)
        MAX_BATCH_SIZE           rows predicted at once (256)
        GRACE_PERIOD_SECONDS     after SIGTERM: time for the job in hand (60)
        ORT_LIBRARY              ONNX Runtime's shared library, for ONNX models
        REDIS_HOST, REDIS_PORT   the queue (port 6379)
        REDIS_USERNAME           user of its access lists (the default one)
        REDIS_PASSWORD           its password
        REDIS_TLS                true to encrypt what is said to it (false)
        REDIS_CA_FILE            the authorities that may vouch for it (the system's)
        JOBS_STREAM              stream of the jobs (jobs); in a cluster with braces
        JOBS_GROUP               consumer group (workers)
        JOBS_RESULT_TTL_SECONDS  how long a job's status and result stay (86400)
        JOBS_CLAIM_IDLE_SECONDS  after which silence another worker takes a job (120)
        JOBS_MAX_ATTEMPTS        attempts after which a job is parked (3)
        JOBS_AT_ONCE             jobs in hand at a time (1)
        POD_NAME                 the worker's name in the group, unlike any other's
        MLFLOW_TRACKING_URI      registry to ask at the start; may be down
        OTEL_…                   OpenTelemetry's: with OTEL_EXPORTER_OTLP_ENDPOINT, where
                                 spans go as http/json (none are recorded)

      EXAMPLES
        export MODEL_DIR=models MODEL_NAME=loan-default REDIS_HOST=localhost
        POD_NAME=one inference-worker

        POD_NAME=one inference-worker --check-config
      """,
    version: serviceVersion)

  @Flag(help: "Print the configuration in effect, secrets masked, and stop.")
  var checkConfig = false

  static func main() async {
    // Before anything else: whoever reloads a service may do so as soon as it has a process.
    ReloadSignal.ignoreUntilRun()
    await main(nil)
  }

  func run() async throws {
    let configuration: WorkerConfiguration
    do {
      configuration = try WorkerConfiguration(environment: ProcessInfo.processInfo.environment)
    } catch {
      throw ValidationError(error.description)
    }
    if checkConfig {
      print(configuration.effective, terminator: "")
      return
    }
    try await BatchService(configuration).run()
  }
}
