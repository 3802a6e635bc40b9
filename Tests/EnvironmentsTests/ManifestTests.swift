import Diagnostics
import Environments
import Kubernetes
import Testing
import YAML

/// Which objects a file holds, as kubectl reads it.
struct ManifestTests {
  private static let first =
    #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}"#
  private static let second = first.replacing("\"a\"", with: "\"b\"")

  private func names(_ text: String) throws -> [String] {
    try Manifests.objects(of: SourceFile(path: "o.yaml", text: text)).map(\.name)
  }

  @Test(arguments: [
    "\(first)\n---\n\(second)", "\(first)\n\(second)\n", "\n\(first)\(second)",
    "\(first)\n---\n\u{FEFF}\(second)", "---\nnull\n---\n\(first)\n--- ~\n---\n\(second)\n---\n",
    #"{"apiVersion": "v1", "kind": "List", "items": [\#(first), \#(second)]}"#,
  ])
  func `two objects are read, however they are put together`(_ text: String) throws {
    #expect(try names(text) == ["a", "b"])
  }

  @Test func `a value between JSON objects that is none is refused`() throws {
    #expect(throws: PipelineError.self) { try names("\(Self.first) 3") }
  }

  @Test func `bytes that are written in base64 are sent as they are`() throws {
    let text = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: !!binary aGk=}}"
    let objects = try Manifests.objects(of: SourceFile(path: "o.yaml", text: text))
    #expect(objects.first?.root["data"]?["k"]?.string == "hi")
  }
}
