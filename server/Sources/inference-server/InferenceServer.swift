import ArgumentParser
import FoundationEssentials
import Serving

@main
struct InferenceServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inference-server",
    abstract: "Serve predictions of models over HTTP and gRPC.",
    discussion: """
      The environment configures the server; MODEL_NAME or MODEL_NAMES alone must be set.

        PORT                     where it listens (8000)
        GRPC_PORT                where it listens for gRPC (nowhere)
        MODEL_DIR                packages, as <name>/<version>/ (/models)
        MODEL_NAME               the model to serve
        MODEL_VERSION            its version; without one the newest
        MODEL_TYPE               text, tabular or image; another type is refused
        MODEL_NAMES              instead, several models: NAME or NAME=VERSION, with
                                 commas between; requests name the one they are for
        LOG_LEVEL                TRACE, DEBUG, INFO, WARNING, ERROR (INFO)
        MAX_BATCH_SIZE           rows of a request, and predicted at once (32)
        MAX_BODY_BYTES           larger requests are refused (1048576)
        QUEUE_CAPACITY           requests that may wait; more get 503 (256)
        REQUEST_TIMEOUT_MS       deadline of a request (2000)
        DRAIN_DELAY_SECONDS      after SIGTERM: not ready, still accepting (5)
        GRACE_PERIOD_SECONDS     after that: time for what is in flight (30)
        API_KEYS_FILE            the accepted keys, one a line (none is needed)
        ADMIN_KEYS_FILE          keys that load and unload models (nobody may)
        ORT_LIBRARY              ONNX Runtime's shared library, for ONNX models
        REDIS_HOST, REDIS_PORT   queue of batch jobs (no jobs are taken; 6379)
        REDIS_USERNAME           user of its access lists (the default one)
        REDIS_PASSWORD           its password
        REDIS_TLS                true to encrypt what is said to it (false)
        REDIS_CA_FILE            the authorities that may vouch for it (the system's)
        JOBS_STREAM              stream of the jobs (jobs); in a cluster with braces
        JOBS_RESULT_TTL_SECONDS  how long a job's status and result stay (86400)
        MLFLOW_TRACKING_URI      registry to ask at the start; may be down
        OTEL_…                   OpenTelemetry's: with OTEL_EXPORTER_OTLP_ENDPOINT, where
                                 spans go as http/json (none are recorded)

      SIGHUP loads the models and the keys again; so does a change of either.

      EXAMPLES
        MODEL_DIR=models MODEL_NAME=sentiment inference-server
        curl -d '{"text": "This movie was fantastic!"}' localhost:8000/predict

        MODEL_DIR=models MODEL_NAMES=sentiment,loan-default=2.1.0 inference-server
        curl -d '{"text": "This movie was fantastic!"}' localhost:8000/predict/sentiment

        MODEL_NAME=sentiment inference-server --check-config
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
    let configuration: ServiceConfiguration
    do {
      configuration = try ServiceConfiguration(environment: ProcessInfo.processInfo.environment)
    } catch {
      throw ValidationError(error.description)
    }
    if checkConfig {
      print(configuration.effective, terminator: "")
      return
    }
    try await InferenceService(configuration).run()
  }
}
