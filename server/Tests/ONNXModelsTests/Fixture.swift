import FoundationEssentials
import Glibc
import Inference
import ONNXModels

/// Files beside the tests, and ONNX Runtime where this machine has it.
enum Fixture {
  /// ONNX Runtime's library: what `ORT_LIBRARY` names, or the first known place that has it.
  static let library: String? = {
    if let path = getenv("ORT_LIBRARY").map({ String(cString: $0) }) { return path }
    let places = [
      "/opt/onnxruntime/libonnxruntime.so", "/usr/local/lib/libonnxruntime.so",
      "/usr/lib/x86_64-linux-gnu/libonnxruntime.so",
    ]
    return places.first { access($0, R_OK) == 0 }
  }()

  static func bytes(_ path: String) throws -> [UInt8] {
    let directory = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let descriptor = open("/\(directory)/Fixtures/\(path)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw MissingFixture(path: path) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(descriptor, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }

  /// The little-endian numbers of a file.
  static func floats(_ path: String) throws -> [Float] {
    let bytes = try bytes(path)
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
    }
  }

  /// A manifest of an image model with three labels and pictures of 8 by 8.
  static func manifest(
    labels: [String] = ["red", "green", "blue"], crop: Int = 8
  ) throws -> ModelManifest {
    let text = #"""
      {"name": "colors", "version": "1", "type": "image", "engine": "onnx", "file": "model.onnx",
       "sha256": "", "trainer": "fixtures", "labels": [], "tolerance": 1e-5,
       "image": {"resize": 8, "crop": 8, "mean": [0.485, 0.456, 0.406],
                 "deviation": [0.229, 0.224, 0.225], "topCount": 3}}
      """#
    var manifest = try JSONDecoder().decode(ModelManifest.self, from: Data(text.utf8))
    manifest.labels = labels
    manifest.image?.resize = crop
    manifest.image?.crop = crop
    return manifest
  }

  static func preprocessing(
    resize: Int, crop: Int
  ) throws -> ModelManifest.ImagePreprocessing {
    guard var preprocessing = try manifest(crop: crop).image else {
      throw MissingFixture(path: "image")
    }
    preprocessing.resize = resize
    return preprocessing
  }

  static func package(_ model: [UInt8], _ manifest: ModelManifest? = nil) throws -> ModelPackage {
    ModelPackage(
      directory: "/models/colors/1", manifest: try manifest ?? Self.manifest(), modelBytes: model)
  }
}

struct MissingFixture: Error { let path: String }
