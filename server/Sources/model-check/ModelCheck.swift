import ArgumentParser
import FoundationEssentials
import Glibc
import Inference
import NativeModels
import ONNXModels

/// The command line: checks packages as a service would that is to serve them.
@main
struct ModelCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model-check",
    abstract: "Checks model packages: manifest, hashes, model file, golden rows.",
    discussion: """
      Loads each package with the engine of its manifest and requires what its golden.json says, \
      as the service does before it serves a model. A directory may be a package, or hold \
      VERSION/ or NAME/VERSION/ with packages.

      EXAMPLES:
        model-check models                      every version of every model
        model-check models/sentiment/1.3.0      one package
        model-check --ort-library /opt/ort/libonnxruntime.so models/resnet50
                                                ONNX models need ONNX Runtime

      EXIT STATUS:
        0   every package is right
        1   a package is not right, or could not be checked
        64  usage
      """
  )

  @Option(
    help: ArgumentHelp(
      "The path of libonnxruntime.so; without it that of ORT_LIBRARY.", valueName: "path"))
  var ortLibrary: String?

  @Argument(help: "Packages, or directories that hold some.")
  var directories: [String]

  func run() throws {
    let library = ortLibrary ?? ProcessInfo.processInfo.environment["ORT_LIBRARY"]
    let check = PackageCheck(
      engines: engines + [ONNXEngine(library: library, threads: CPUQuota.effective)],
      canRunONNX: library?.isEmpty == false)
    var failed = false
    for directory in directories {
      do throws(ModelLoadError) {
        for package in try packages(below: directory) {
          do throws(ModelLoadError) {
            print(try check.run(package))
          } catch {
            failed = true
            report(package, error)
          }
        }
      } catch {
        failed = true
        report(directory, error)
      }
    }
    if failed { throw ExitCode.failure }
  }

  private func report(_ directory: String, _ error: ModelLoadError) {
    // What was right so far comes first, also where both streams are one pipe.
    fflush(nil)
    let line = Array("\(directory): \(error)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
}
