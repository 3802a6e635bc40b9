import FoundationEssentials

extension ModelManifest {
  /// Reads `manifest.json`: every field is known, has its type, and a value that can be meant.
  package init(json bytes: [UInt8]) throws(ModelLoadError) {
    do {
      self = try JSONDecoder().decode(StrictManifest.self, from: Data(bytes)).manifest
    } catch let error as DecodingError {
      throw ModelLoadError("manifest.json: \(describe(error))")
    } catch {
      throw ModelLoadError("manifest.json: \(error)")
    }
    try validate()
  }

  private func validate() throws(ModelLoadError) {
    try require(isPlainName(name), "name must be letters, digits, '.', '_' and '-'")
    try require(isPlainName(version), "version must be letters, digits, '.', '_' and '-'")
    try require(!engine.isEmpty, "engine is empty")
    try require(isInDirectory(file), "file must be a name in the manifest's directory")
    try require(isDigest(sha256), "sha256 must be 64 lower-case hexadecimal digits")
    try require(!labels.isEmpty, "labels is empty")
    try require(Set(labels).count == labels.count, "labels has a label twice")
    try require(
      tolerance.isFinite && tolerance >= 0, "tolerance must be a number that is not negative")
    if let scaler {
      try require(
        isInDirectory(scaler.file), "scaler.file must be a name in the manifest's directory")
      try require(
        isDigest(scaler.sha256), "scaler.sha256 must be 64 lower-case hexadecimal digits")
    }
    switch type {
    case .text: break
    case .tabular: try validateFeatures()
    case .image: try validateImage()
    }
  }

  private func validateFeatures() throws(ModelLoadError) {
    guard let features, !features.isEmpty else {
      throw ModelLoadError("manifest.json: features is missing, which a tabular model needs")
    }
    try require(
      Set(features.map(\.name)).count == features.count, "features has a name twice")
    for (index, feature) in features.enumerated() {
      try require(!feature.name.isEmpty, "features[\(index)].name is empty")
      guard let categories = feature.categories else { continue }
      try require(!categories.isEmpty, "features[\(index)].categories is empty")
      try require(
        Set(categories).count == categories.count, "features[\(index)].categories has one twice")
    }
  }

  private func validateImage() throws(ModelLoadError) {
    guard let image else {
      throw ModelLoadError("manifest.json: image is missing, which an image model needs")
    }
    try require((1...8192).contains(image.crop), "image.crop must be 1 to 8192")
    try require(
      (image.crop...8192).contains(image.resize), "image.resize must be image.crop to 8192")
    try require(
      image.mean.count == 3 && image.mean.allSatisfy(\.isFinite), "image.mean must be 3 numbers")
    try require(
      image.deviation.count == 3 && image.deviation.allSatisfy { $0.isFinite && $0 > 0 },
      "image.deviation must be 3 numbers above 0")
    try require(image.topCount > 0, "image.topCount must be above 0")
  }
}

/// A manifest without fields that nobody reads, such as a misspelt `features`.
private struct StrictManifest: Decodable {
  var manifest: ModelManifest

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    try fields.requireNone(
      besides: [
        "name", "version", "type", "engine", "file", "sha256", "trainer", "labels", "tolerance",
        "features", "image", "scaler",
      ], of: "a manifest")
    // First the types, so that what is no object is said as for every other field.
    manifest = try ModelManifest(from: decoder)
    if manifest.scaler != nil {
      try fields.nestedContainer(keyedBy: Field.self, forKey: Field("scaler"))
        .requireNone(besides: ["file", "sha256"], of: "a scaler")
    }
    if manifest.image != nil {
      try fields.nestedContainer(keyedBy: Field.self, forKey: Field("image"))
        .requireNone(
          besides: ["resize", "crop", "mean", "deviation", "topCount"], of: "image")
    }
    if manifest.features != nil {
      var features = try fields.nestedUnkeyedContainer(forKey: Field("features"))
      while !features.isAtEnd {
        try features.nestedContainer(keyedBy: Field.self)
          .requireNone(besides: ["name", "categories"], of: "a feature")
      }
    }
  }
}

/// The name of any field.
private struct Field: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }
  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<Field> {
  /// Requires that an object has none but the known fields.
  fileprivate func requireNone(besides known: [String], of object: String) throws {
    // Sorted, so that of several the same one is named each time.
    let unknown = allKeys.map(\.stringValue).filter { !known.contains($0) }.min()
    guard let unknown else { return }
    throw DecodingError.dataCorruptedError(
      forKey: Field(unknown), in: self, debugDescription: "is not a field of \(object)")
  }
}

/// What a decoder found, beginning with the field's path.
func describe(_ error: DecodingError) -> String {
  switch error {
  case .keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing"
  case .valueNotFound(_, let context): "\(path(context.codingPath)) is null"
  case .typeMismatch(let type, let context): "\(path(context.codingPath)) is not a \(type)"
  case .dataCorrupted(let context) where context.codingPath.isEmpty: "is not JSON"
  case .dataCorrupted(let context): "\(path(context.codingPath)): \(context.debugDescription)"
  @unknown default: "\(error)"
  }
}

private func path(_ keys: [any CodingKey]) -> String {
  keys.reduce(into: "") { path, key in
    if let index = key.intValue {
      path += "[\(index)]"
    } else {
      path += (path.isEmpty ? "" : ".") + key.stringValue
    }
  }
}

private func require(_ condition: Bool, _ message: String) throws(ModelLoadError) {
  guard condition else { throw ModelLoadError("manifest.json: \(message)") }
}

private func isInDirectory(_ file: String) -> Bool {
  !file.isEmpty && file != "." && file != ".." && !file.utf8.contains(UInt8(ascii: "/"))
    && !file.utf8.contains(0)
}

/// Whether a word can be a directory, a part of a URL and a label of a metric.
private func isPlainName(_ name: String) -> Bool {
  name.utf8.count <= 128 && name != "." && name != ".." && !name.isEmpty
    && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
}

private func isDigest(_ digest: String) -> Bool {
  digest.utf8.count == 64
    && digest.utf8.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
    }
}
