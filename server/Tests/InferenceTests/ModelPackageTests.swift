import FoundationEssentials
import Inference
import Testing

@Suite struct ModelPackageTests {
  @Test func `a package whose files have their hashes is read`() throws {
    let scratch = try PackageDirectory()
    let package = try ModelPackage.read(at: scratch.path)
    #expect(package.modelBytes == Array("abc".utf8))
    #expect(package.scalerBytes == nil)
    try package.verify(Constant(values: [0.25, 0.75]))
  }

  @Test(arguments: [
    ("model", "abd", "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9"),
    ("scaler", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  ])
  func `a file with another hash is refused with both`(
    _ file: String, _ text: String, _ hash: String
  ) throws {
    let scratch = try PackageDirectory(
      more: #", "scaler": {"file": "scaler", "sha256": "\#(PackageDirectory.digest)"}"#)
    try scratch.write("abc", to: "scaler")
    #expect(try ModelPackage.read(at: scratch.path).scalerBytes == Array("abc".utf8))
    try scratch.write(text, to: file)
    #expect(
      throws: ModelLoadError(
        "\(file): SHA-256 is \(hash), and manifest.json says \(PackageDirectory.digest)")
    ) { _ = try ModelPackage.read(at: scratch.path) }
  }

  @Test(
    arguments: [
      (
        [0.25, 0.74],
        "golden.json: rows[0].outputs.p[1]: expected 0.75, got 0.7400000095367432, tolerance 1e-06"
      ),
      ([.nan, 0.75], "golden.json: rows[0].outputs.p[0]: expected 0.25, got nan, tolerance 1e-06"),
      ([0.25], "golden.json: rows[0].outputs.p has 2 numbers, and the model gives 1"),
    ] as [([Float], String)])
  func `a model that gives something else than its golden rows is refused`(
    _ values: [Float], _ reason: String
  ) throws {
    let scratch = try PackageDirectory()
    let package = try ModelPackage.read(at: scratch.path)
    #expect(throws: ModelLoadError(reason)) { try package.verify(Constant(values: values)) }
  }

  @Test(arguments: [
    ("\"x\": [1.0]", "\"y\": [1.0]", "rows[0].inputs.y is not an input of the model"),
    ("\"x\": [1.0]", "", "rows[0].inputs.x is missing"),
    ("[1.0]", "[1.0, 2.0]", "rows[0].inputs.x is not FP32 of shape [-1, 1]"),
    ("\"p\"", "\"q\"", "rows[0].outputs.q is not an output of the model"),
    ("\"p\": [0.25, 0.75]", "", "rows[0].outputs is empty"),
  ])
  func `a golden row that is not of the model is refused with its place`(
    _ part: String, _ wrong: String, _ reason: String
  ) throws {
    let scratch = try PackageDirectory()
    try scratch.write(PackageDirectory.golden.replacing(part, with: wrong), to: "golden.json")
    let package = try ModelPackage.read(at: scratch.path)
    #expect(throws: ModelLoadError("golden.json: \(reason)")) {
      try package.verify(Constant(values: [0.25, 0.75]))
    }
  }

  @Test func `a tolerance that would let any row pass is refused`() throws {
    let scratch = try PackageDirectory(tolerance: "1e9")
    let package = try ModelPackage.read(at: scratch.path)
    let reason = "manifest.json: tolerance 1000000000.0 would let any row pass; 0.05 is the most"
    #expect(throws: ModelLoadError(reason)) {
      try package.verify(Constant(values: [0.25, 0.75]))
    }
  }

  @Test func `a package without golden rows is refused`() throws {
    let scratch = try PackageDirectory()
    try scratch.write(#"{"rows": []}"#, to: "golden.json")
    let package = try ModelPackage.read(at: scratch.path)
    #expect(throws: ModelLoadError("golden.json: rows is empty")) {
      try package.verify(Constant(values: [0.25, 0.75]))
    }
  }
}

/// A model that gives the same for every row.
private struct Constant: Model {
  let values: [Float]
  var isInline: Bool { true }
  var signature: ModelSignature {
    ModelSignature(
      inputs: [TensorSpecification(name: "x", dataType: .float32, shape: [-1, 1])],
      outputs: [TensorSpecification(name: "p", dataType: .float32, shape: [-1, 2])])
  }

  func predict(_ inputs: [Tensor]) throws(InferenceError) -> [Tensor] {
    [Tensor(shape: [1, values.count], .float32(values))]
  }
}

/// The files of a package whose model is `abc`, in a directory of the test's own.
private final class PackageDirectory {
  static let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  static let golden = #"{"rows": [{"inputs": {"x": [1.0]}, "outputs": {"p": [0.25, 0.75]}}]}"#

  let path: String

  init(more fields: String = "", tolerance: String = "1e-6") throws {
    path = FileManager.default.temporaryDirectory.path + "/package-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try write("abc", to: "model")
    try write(Self.golden, to: "golden.json")
    try write(
      """
      {"name": "m", "version": "1", "type": "text", "engine": "e", "file": "model",
      "sha256": "\(Self.digest)", "trainer": "t", "labels": ["a", "b"], "tolerance": \(tolerance)\(fields)}
      """, to: "manifest.json")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to file: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(path)/\(file)"))
  }
}
