package import Inference

/// Makes a checked and warm model from a package's directory.
package struct ModelLoader: Sendable {
  private let engines: [any ModelEngine]
  private let type: ModelType?
  private let name: String?
  private let read: @Sendable (String) throws(ModelLoadError) -> ModelPackage
  private let verify: @Sendable (ModelPackage, any Model) throws(ModelLoadError) -> Void

  /// - Parameters:
  ///   - type: a package of another type is refused.
  ///   - name: a package of another name is refused, and one of another version than its
  ///     directory is called by. Nil where the directories have no such names.
  package init(
    engines: [any ModelEngine], type: ModelType? = nil, name: String? = nil,
    read: @escaping @Sendable (String) throws(ModelLoadError) -> ModelPackage = {
      (directory) throws(ModelLoadError) in try ModelPackage.read(at: directory)
    },
    verify: @escaping @Sendable (ModelPackage, any Model) throws(ModelLoadError) -> Void = {
      (package, model) throws(ModelLoadError) in try package.verify(model)
    }
  ) {
    self.engines = engines
    self.type = type
    self.name = name
    self.read = read
    self.verify = verify
  }

  /// Loads a model, checks its golden rows and lets it predict once.
  func load(_ directory: String) throws(ModelLoadError) -> (ModelManifest, any Model) {
    let package = try read(directory)
    let manifest = package.manifest
    if let type, manifest.type != type {
      throw ModelLoadError("manifest.json: type is \(manifest.type.rawValue), not \(type.rawValue)")
    }
    if let name { try check(manifest, is: name, in: directory) }
    guard let engine = engines.first(where: { $0.name == manifest.engine }) else {
      throw ModelLoadError("manifest.json: no engine is named '\(manifest.engine)'")
    }
    let model = try engine.load(package)
    try verify(package, model)
    do throws(InferenceError) {
      _ = try model.predict(model.signature.inputs.map(\.blankRow))
    } catch {
      throw ModelLoadError("the warm-up failed: \(error)")
    }
    return (manifest, model)
  }

  /// The names of the directories are what people read; they must be those that clients are told.
  private func check(
    _ manifest: ModelManifest, is name: String, in directory: String
  ) throws(ModelLoadError) {
    let version = directory.split(separator: "/").last.map(String.init) ?? ""
    guard manifest.name == name, manifest.version == version else {
      throw ModelLoadError(
        "manifest.json: says \(manifest.name) \(manifest.version), and stands in "
          + "\(name)/\(version)")
    }
  }
}

extension TensorSpecification {
  /// One row of zeros or empty text; a size that is free is 1.
  fileprivate var blankRow: Tensor {
    let sizes = shape.map { $0 == -1 ? 1 : $0 }
    let count = sizes.reduce(1, *)
    let elements: Tensor.Elements =
      switch dataType {
      case .bool: .bool(Array(repeating: false, count: count))
      case .uint8: .uint8(Array(repeating: 0, count: count))
      case .int32: .int32(Array(repeating: 0, count: count))
      case .int64: .int64(Array(repeating: 0, count: count))
      case .float32: .float32(Array(repeating: 0, count: count))
      case .float64: .float64(Array(repeating: 0, count: count))
      case .bytes: .text(Array(repeating: "", count: count))
      }
    return Tensor(shape: sizes, elements)
  }
}
