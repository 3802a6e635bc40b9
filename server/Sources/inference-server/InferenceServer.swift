import ArgumentParser
import FoundationEssentials
import Serving

@main
struct InferenceServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inference-server",
    abstract: "Serve predictions of one model over HTTP.",
    discussion: """
      The environment configures the server; MODEL_NAME alone must be set.

        PORT                  where it listens (8000)
        MODEL_DIR             directory of packages, as <name>/<version>/ (/models)
        MODEL_NAME            the model to serve
        MODEL_VERSION         its version; without one the newest
        MODEL_TYPE            text, tabular or image: a package of another type is refused
        LOG_LEVEL             TRACE, DEBUG, INFO, WARNING, ERROR (INFO)
        MAX_BATCH_SIZE        rows of a request, and rows predicted at once (32)
        MAX_BODY_BYTES        larger requests are refused (1048576)
        QUEUE_CAPACITY        requests that may wait; the next is shed with 503 (256)
        REQUEST_TIMEOUT_MS    deadline of a request (2000)
        DRAIN_DELAY_SECONDS   after SIGTERM: not ready, but still accepting (5)
        GRACE_PERIOD_SECONDS  after that: time for what is in flight (30)
        API_KEYS_FILE         file with one accepted key a line; without it no key is asked for
        ORT_LIBRARY           ONNX Runtime's shared library, for ONNX models
        MLFLOW_TRACKING_URI   a registry that is asked at the start, and need not answer

      SIGHUP loads the model and the keys again; so does a change in the model's directory.

      EXAMPLES
        MODEL_DIR=models MODEL_NAME=sentiment inference-server
        curl -d '{"text": "This movie was fantastic!"}' localhost:8000/predict

        MODEL_NAME=sentiment inference-server --check-config
      """,
    version: serviceVersion)

  @Flag(help: "Print the configuration in effect, secrets masked, and stop.")
  var checkConfig = false

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
