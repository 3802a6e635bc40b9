import Kustomize
import Testing

struct PlacesTests {
  @Test func `a directory is built from what its kustomizations name, however they write it`() {
    let tree = MemoryTree([
      "app/kustomization.yaml": """
      resources: [../base, ./sub/../d.yaml]
      patches:
        - path: ./../shared/patch.yaml
        - {path: "inner/../../shared/other.yaml"}
      configMapGenerator: [{name: c, files: [key=../files/c.txt]}]

      """,
      "base/kustomization.yaml": "components: [../part]\n",
      "part/kustomization.yaml": "kind: Component\nresources: [missing.yaml]\n",
      "other/kustomization.yaml": "resources: [../base]\n",
    ])
    #expect(
      Loader(tree).places(builtFrom: "app") == [
        "app", "base", "part", "app/d.yaml", "shared/patch.yaml", "shared/other.yaml",
        "files/c.txt",
      ])
    #expect(Loader(tree).places(builtFrom: "nothing") == ["nothing"])
  }
}
