import Diagnostics
import Promotion
import Testing
import YAML

struct KustomizationFieldsTests {
  @Test func `images, replicas and literals are read with their places`() throws {
    let file = SourceFile(
      path: "kustomization.yaml",
      text: """
        images:
        - {name: a, newTag: v1, digest: "sha256:0"}
        - name: b
          newName: mirror/b
        replicas:
        - {name: w, count: 3}
        configMapGenerator:
        - name: c
          literals: [A=1, 'B="two words"', C=x=y, D=]
        secretGenerator:
        - name: s
          literals: [PASSWORD=hunter2]
        """)
    let fields = try KustomizationFields(file)
    #expect(
      fields.values.keys.sorted().map { "\($0): \(fields.values[$0]?.text ?? "")" } == [
        "images[a]: v1@sha256:0", "images[b].newName: mirror/b", "replicas[w].count: 3",
        "configMapGenerator[c].literals[A]: 1", "configMapGenerator[c].literals[B]: two words",
        "configMapGenerator[c].literals[C]: x=y", "configMapGenerator[c].literals[D]: ",
      ])
    #expect(fields.values[.imageVersion("a")]?.location?.text == "v1")
    #expect(fields.values[.literal(generator: "c", key: "A")]?.location?.text == "A=1")
  }

  @Test func `of two entries with one name the last takes effect`() throws {
    let file = SourceFile(
      path: "k.yaml", text: "images:\n- {name: a, newTag: v1}\n- {name: a, newTag: v2}\n")
    #expect(try KustomizationFields(file).values[.imageVersion("a")]?.text == "v2")
  }
}
