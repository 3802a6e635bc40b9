import Crypto

extension ModelPackage {
  /// Reads the package of one version: its manifest, and the model file with the manifest's hash.
  ///
  /// - Throws: ``ModelLoadError`` that names the file, and the field where it is the manifest's.
  package static func read(at directory: String) throws(ModelLoadError) -> ModelPackage {
    let manifest = try ModelManifest(
      json: try PackageFile.read("manifest.json", in: directory, limit: manifestLimit))
    let model = try read(
      .init(file: manifest.file, sha256: manifest.sha256), in: directory, limit: modelLimit)
    let scaler: [UInt8]? =
      if let file = manifest.scaler {
        try read(file, in: directory, limit: manifestLimit)
      } else {
        nil
      }
    return ModelPackage(
      directory: directory, manifest: manifest, modelBytes: model, scalerBytes: scaler)
  }

  private static func read(
    _ file: ModelManifest.HashedFile, in directory: String, limit: Int
  ) throws(ModelLoadError) -> [UInt8] {
    let bytes = try PackageFile.read(file.file, in: directory, limit: limit)
    let found = hexadecimal(SHA256.hash(data: bytes))
    guard found == file.sha256 else {
      throw ModelLoadError(
        "\(file.file): SHA-256 is \(found), and manifest.json says \(file.sha256)")
    }
    return bytes
  }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// The largest manifest or scaler.
private let manifestLimit = 1 << 20
/// The largest model file: ONNX itself ends at 2 GB.
private let modelLimit = 1 << 31
