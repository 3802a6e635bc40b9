import Inference
import JSONText

/// What the Open Inference Protocol tells about the server and a model.
enum OpenInferenceMetadata {
  static func server(version: String) -> HTTPAnswer {
    .json { json in
      json.object { json in
        json.field("name", "inference-server")
        json.field("version", version)
        json.key("extensions")
        json.array { json in
          json.value("binary_tensor_data")
          json.value("model_repository")
        }
      }
    }
  }

  static func model(_ manifest: ModelManifest, _ signature: ModelSignature) -> HTTPAnswer {
    .json { json in
      json.object { json in
        json.field("name", manifest.name)
        json.key("versions")
        json.array { $0.value(manifest.version) }
        json.field("platform", manifest.engine)
        json.key("inputs")
        json.array { write(signature.inputs, &$0) }
        json.key("outputs")
        json.array { write(signature.outputs, &$0) }
      }
    }
  }

  private static func write(
    _ specifications: [TensorSpecification], _ json: inout JSONWriter
  ) {
    for specification in specifications {
      json.object { json in
        json.field("name", specification.name)
        json.field("datatype", specification.dataType.rawValue)
        json.key("shape")
        json.array { json in for size in specification.shape { json.value(size) } }
      }
    }
  }
}
