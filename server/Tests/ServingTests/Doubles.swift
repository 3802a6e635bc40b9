import FoundationEssentials
import Inference
import JSONText
import Scheduling

@testable import Serving

/// Gives each row the probabilities 0.25 and 0.75.
struct FixedModel: Model {
  var signature: ModelSignature
  let isInline = true

  func predict(_ inputs: [Tensor]) throws(InferenceError) -> [Tensor] {
    let count = inputs[0].rowCount
    let row: [Float] = [0.25, 0.75]
    return [Tensor(shape: [count, 2], .float32((0..<count).flatMap { _ in row }))]
  }
}

struct FixedEngine: ModelEngine {
  let name = "fixed"

  func load(_ package: ModelPackage) throws(ModelLoadError) -> any Model {
    let input =
      switch package.manifest.type {
      case .text: TensorSpecification(name: "text", dataType: .bytes, shape: [-1])
      case .tabular: TensorSpecification(name: "features", dataType: .float32, shape: [-1, 3])
      case .image: TensorSpecification(name: "image", dataType: .float32, shape: [-1, 3, 2, 2])
      }
    let output = TensorSpecification(name: "probabilities", dataType: .float32, shape: [-1, 2])
    return FixedModel(signature: ModelSignature(inputs: [input], outputs: [output]))
  }
}

func manifest(
  _ type: ModelType, version: String, engine: String
) throws(ModelLoadError) -> ModelManifest {
  let json = """
    {"name": "sample", "version": "\(version)", "type": "\(type.rawValue)", "engine": "\(engine)",
     "file": "model", "sha256": "", "trainer": "none", "labels": ["negative", "positive"],
     "tolerance": 0,
     "image": {"resize": 2, "crop": 2, "mean": [0, 0, 0], "deviation": [1, 1, 1], "topCount": 1}}
    """
  do {
    return try JSONDecoder().decode(ModelManifest.self, from: Data(json.utf8))
  } catch {
    throw ModelLoadError("\(error)")
  }
}

/// A host that takes the last component of a directory as the version, and refuses `bad`.
func host(_ type: ModelType = .text) -> ModelHost {
  ModelHost(
    ModelLoader(
      engines: [FixedEngine()],
      read: { (directory) throws(ModelLoadError) in
        let engine = directory == "unknown" ? "none" : "fixed"
        return ModelPackage(
          directory: directory, manifest: try manifest(type, version: directory, engine: engine),
          modelBytes: [])
      },
      verify: { (package, _) throws(ModelLoadError) in
        if package.directory == "bad" { throw ModelLoadError("golden row 0 differs") }
      }),
    limits: .init(batchRows: 8, queueCapacity: 8), threads: PredictionThreads(count: 1))
}
