import ArgumentParser
import FoundationEssentials
import Glibc
import Inference
import ModelDelivery
import NativeModels
import ONNXModels

/// The command line: delivers a package to where a service looks for it, as an init container does.
@main
struct ModelFetch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model-fetch",
    abstract: "Fetches a model package into MODEL_DIR/NAME/VERSION/, once it is checked.",
    discussion: """
      The package is fetched aside, its hashes and golden rows are checked as the service does, \
      and it is renamed to its place. One that is there and right is left as it is.

        MODEL_SOURCE             models:/NAME, models:/NAME@ALIAS or models:/NAME/NUMBER of an
                                 MLflow registry; the address or path of a .tar, with
                                 #sha256= and its digest; or the path of a directory. Of
                                 models:/NAME that version is taken whose tag 'version' is
                                 MODEL_VERSION
        MODEL_DIR                where packages are, as <name>/<version>/ (/models)
        MODEL_NAME               what the package must be called
        MODEL_VERSION            what its version must be (whichever it is)
        ORT_LIBRARY              ONNX Runtime's shared library, for ONNX models
        MLFLOW_TRACKING_URI      the registry, http:// or https://
        MLFLOW_TRACKING_TOKEN    its token, or MLFLOW_TRACKING_TOKEN_FILE the token's file;
                                 or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD
        MLFLOW_TRACKING_SERVER_CERT_PATH
                                 the authorities that may vouch for it, in PEM (the system's)

      EXAMPLES:
        MODEL_SOURCE=models:/loan-default@champion MODEL_NAME=loan-default \\
          MLFLOW_TRACKING_URI=https://mlflow.example.com model-fetch
        MODEL_SOURCE=/mnt/loan.tar#sha256=… MODEL_NAME=loan-default MODEL_VERSION=2.1.0 model-fetch

      EXIT STATUS:
        0   the package is there
        1   it is not, and why is on the standard error
      """
  )

  func run() async throws {
    do throws(DeliveryError) {
      let settings = try FetchSettings(ProcessInfo.processInfo.environment)
      print(try await settings.delivery.deliver(settings.source))
    } catch {
      let line = Array("model-fetch: \(error)\n".utf8)
      _ = write(STDERR_FILENO, line, line.count)
      throw ExitCode.failure
    }
  }
}
