import FoundationEssentials
import Glibc
import Testing

private let server = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

private let ortLibrary = ProcessInfo.processInfo.environment["ORT_LIBRARY"]

@Suite struct ModelCheckTests {
  @Test func `the shipped models are right`() throws {
    let result = try Run("'\(server)/models'")
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n")
    try #require(lines.count == 2)
    #expect(
      lines[0].wholeMatch(
        of: #/loan-default 2\.1\.0: ok, \d+ golden rows, loaded in \d+ ms/#) != nil)
    #expect(
      lines[1].wholeMatch(of: #/sentiment 1\.3\.0: ok, \d+ golden rows, loaded in \d+ ms/#) != nil)
  }

  @Test(arguments: ["models/loan-default", "models/loan-default/", "models/loan-default/2.1.0"])
  func `a model and a version may be named`(_ directory: String) throws {
    let result = try Run("'\(server)/\(directory)'")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("loan-default 2.1.0: ok, "))
    #expect(result.output.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    (
      "golden.json", "0.9869011640548706", "0.8869011640548706",
      #"golden.json: rows[0].outputs.probabilities[0]: expected 0.8869011640548706, got 0.98690"#
    ),
    ("manifest.json", "xgboost\"", "lightgbm\"", "manifest.json: engine is 'lightgbm', and "),
    ("manifest.json", "xgboost\"", "onnx\"", "not checked: it needs ONNX Runtime, whose path "),
    ("manifest.json", "\"seniority\"", "\"time\"", "manifest.json: features has a name twice"),
    ("scaler.json", "7.93", "7.94", "scaler.json: SHA-256 is "),
  ])
  func `a package that is not right is said with its directory, and the next one is checked`(
    _ file: String, _ part: String, _ wrong: String, _ reason: String
  ) throws {
    let copy = try Scratch()
    let package = "\(copy.path)/loan-default/2.1.0"
    try FileManager.default.createDirectory(
      atPath: "\(copy.path)/loan-default", withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: "\(server)/models/loan-default/2.1.0", toPath: package)
    let text = String(
      decoding: try Data(contentsOf: URL(filePath: "\(package)/\(file)")), as: UTF8.self)
    let changed = text.replacing(part, with: wrong)
    #expect(changed != text)
    try Data(changed.utf8).write(to: URL(filePath: "\(package)/\(file)"))
    let result = try Run("'\(copy.path)' '\(server)/models/sentiment'")
    #expect(result.status == 1)
    let lines = result.output.split(separator: "\n")
    try #require(lines.count == 2)
    #expect(lines[0].hasPrefix("\(package): \(reason)"), "\(lines[0])")
    #expect(lines[1].hasPrefix("sentiment 1.3.0: ok, "))
  }

  @Test(.enabled(if: ortLibrary != nil, "ORT_LIBRARY names no ONNX Runtime"))
  func `an ONNX package is checked where ONNX Runtime is given`() throws {
    let library = try #require(ortLibrary)
    let package = try Scratch()
    let fixtures = "\(server)/Tests/ONNXModelsTests/Fixtures/Models"
    try FileManager.default.copyItem(
      atPath: "\(fixtures)/probabilities.onnx", toPath: "\(package.path)/model.onnx")
    let manifest = """
      {"name": "colors", "version": "1", "type": "image", "engine": "onnx", "file": "model.onnx",
      "sha256": "110f61c37ee261a1ebcfa91628a83e5b0fda91a395fbf370c5a83fd0d1ce2932", "trainer": "fixtures",
      "labels": ["red", "green", "blue"], "tolerance": 1e-5, "image": {"resize": 8, "crop": 8,
      "mean": [0, 0, 0], "deviation": [1, 1, 1], "topCount": 3}}
      """
    try Data(manifest.utf8).write(to: URL(filePath: "\(package.path)/manifest.json"))
    // The softmax of the fixture's biases, 0, 0 and 0.5.
    let golden = """
      {"rows": [{"inputs": {"image": {"constant": 0}},
      "outputs": {"probabilities": [0.274069, 0.274069, 0.451863]}}]}
      """
    try Data(golden.utf8).write(to: URL(filePath: "\(package.path)/golden.json"))
    let result = try Run("--ort-library '\(library)' '\(package.path)'")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("colors 1: ok, 1 golden row, loaded in "), "\(result.output)")
  }

  @Test func `a directory without packages is an error`() throws {
    let empty = try Scratch()
    let result = try Run("'\(empty.path)' '\(empty.path)/none'")
    #expect(result.status == 1)
    #expect(
      result.output == """
        \(empty.path): there is no manifest.json, nor one in VERSION/ or NAME/VERSION/
        \(empty.path)/none: is not a directory

        """)
  }

  @Test func `the help has examples, and a call without directories is a usage error`() throws {
    let help = try Run("--help")
    #expect(help.status == 0)
    #expect(help.output.contains("model-check models/sentiment/1.3.0"))
    #expect(help.output.contains("--ort-library <path>"))
    #expect(try Run("").status == 64)
  }
}

/// A run of the executable, which stands beside the tests.
private struct Run {
  /// Both of its streams.
  var output: String
  var status: Int32

  init(_ arguments: String) throws {
    let tests = try #require(CommandLine.arguments.first)
    let products = tests.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let program = products.joined(separator: "/") + "/model-check"
    let command = "unset ORT_LIBRARY; '\(program)' \(arguments) 2>&1"
    let pipe = try #require(popen(command, "r"))
    var bytes: [UInt8] = []
    while case let byte = fgetc(pipe), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    // The exit status is the second byte of what wait gives.
    status = (pclose(pipe) >> 8) & 0xff
    output = String(decoding: bytes, as: UTF8.self)
  }
}

/// A directory of a test's own, which goes with it.
private final class Scratch {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/model-check-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
