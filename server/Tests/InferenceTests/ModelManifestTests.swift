import Inference
import Testing

@Suite struct ModelManifestTests {
  private static let valid = #"""
    {"name": "m", "version": "1.0.0", "type": "text", "engine": "e", "file": "model", "sha256":
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "trainer": "t 1",
    "labels": ["no", "yes"], "tolerance": 1e-6}
    """#

  @Test func `a manifest with every field it needs is read`() throws {
    let manifest = try ModelManifest(json: Array(Self.valid.utf8))
    #expect(manifest.name == "m")
    #expect(manifest.labels == ["no", "yes"])
  }

  @Test(arguments: [
    (
      #""file": "model""#, #""file": "../model""#,
      "file must be a name in the manifest's directory"
    ),
    (#""file": "model","#, "", "file is missing"),
    (#""labels": ["no", "yes"]"#, #""labels": ["no", "no"]"#, "labels has a label twice"),
    (
      "0123456789abcdef\"", "0123456789ABCDEF\"",
      "sha256 must be 64 lower-case hexadecimal digits"
    ),
    (
      #""type": "text""#, #""type": "tabular""#,
      "features is missing, which a tabular model needs"
    ),
    (
      #""tolerance": 1e-6"#, #""tolerance": -1"#,
      "tolerance must be a number that is not negative"
    ),
    (#""trainer""#, #""trainr""#, "trainr: is not a field of a manifest"),
    ("}", "", "is not JSON"),
  ])
  func `a manifest that cannot be meant is refused with its field`(
    _ part: String, _ wrong: String, _ reason: String
  ) {
    let json = Self.valid.split(separator: part, maxSplits: 1, omittingEmptySubsequences: false)
      .joined(separator: wrong)
    #expect(throws: ModelLoadError("manifest.json: \(reason)")) {
      _ = try ModelManifest(json: Array(json.utf8))
    }
  }

  @Test(arguments: [
    (
      #""type": "tabular", "features": [{"name": "a"}, {"name": "b", "categorys": ["x"]}]"#,
      "features[1].categorys: is not a field of a feature"
    ),
    (
      #""type": "tabular", "features": [{"name": "a"}], "scaler": {"file": "s", "sha256": "#
        + #""0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "with": 1}"#,
      "scaler.with: is not a field of a scaler"
    ),
    (
      #""type": "image", "image": {"resize": 8, "crop": 8, "mean": [0, 0, 0], "#
        + #""deviation": [1, 1, 1], "topCount": 1, "std": 1, "rescale": 1}"#,
      "image.rescale: is not a field of image"
    ),
    (#""type": "tabular", "features": [1]"#, "features[0] is not a Dictionary<String, Any>"),
  ])
  func `a field within an object that nobody reads is refused`(
    _ fields: String, _ reason: String
  ) {
    let json = Self.valid.replacing(#""type": "text""#, with: fields)
    #expect(throws: ModelLoadError("manifest.json: \(reason)")) {
      _ = try ModelManifest(json: Array(json.utf8))
    }
  }

  @Test func `a package that is not there is an error that names the manifest`() {
    #expect(
      throws: ModelLoadError(
        "manifest.json cannot be read in /nonexistent: No such file or directory")
    ) { _ = try ModelPackage.read(at: "/nonexistent") }
  }

  @Test func `the directory of a version lies below the models`() {
    #expect(ModelPackage.directory(in: "/m/", name: "a", version: "1") == "/m/a/1")
  }
}
