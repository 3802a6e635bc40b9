import Diagnostics
import Kubernetes
import Kustomize
import Testing
import YAML

/// Input made to exhaust or confuse ends soon, with an object or with a clear error.
@Suite(.serialized) struct UnboundedInputTests {
  private func render(
    _ files: [String: String], _ directory: String = "", limits: RenderLimits = .standard,
    links: [String: String] = [:]
  ) throws(RenderError) -> Rendering {
    var tree = MemoryTree(files)
    for (path, target) in links { tree.link(path, to: target) }
    return try Renderer(recordsHistory: true)
      .render(directory: directory, with: Loader(tree, limits: limits))
  }

  private func failure(
    _ files: [String: String], _ directory: String = "", limits: RenderLimits = .standard,
    links: [String: String] = [:]
  ) throws -> Diagnostic {
    let error = try #require(throws: RenderError.self) {
      let rendering = try render(files, directory, limits: limits, links: links)
      _ = try rendering.printed()
    }
    return try #require(error.diagnostics.first)
  }

  private static func map(_ name: String, _ data: String = "{}") -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: \(data)\n"
  }

  // MARK: YAML

  @Test func `a kustomization may be as hostile as a resource`() throws {
    let found = try failure([
      "kustomization.yaml": "labels: " + String(repeating: "{a: ", count: 100_000)
    ])
    #expect(found.primary?.file.path == "kustomization.yaml")
  }

  // MARK: Kustomizations

  @Test func `a cycle of bases names every kustomization in it`() throws {
    let found = try failure(
      [
        "a/kustomization.yaml": "resources: [../b]\n",
        "b/kustomization.yaml": "resources: [../c]\n",
        "c/kustomization.yaml": "resources: [../a]\n",
      ], "a")
    #expect(found.rule == .cycle)
    #expect(found.message.contains("a → b → c → a"), "\(found.message)")
  }

  @Test func `a cycle through a symbolic link is one`() throws {
    let found = try failure(
      ["a/kustomization.yaml": "resources: [../b]\n"], "a", links: ["b": "a"])
    #expect(found.rule == .cycle)
  }

  @Test func `a loop of symbolic links is said where it is entered`() throws {
    let found = try failure(
      ["kustomization.yaml": "resources: [x/y.yaml]\n"], links: ["x": "y", "y": "x"])
    #expect(found.message.contains("a loop of symbolic links"), "\(found.message)")
    #expect(found.primary?.text == "x/y.yaml")
  }

  @Test(arguments: ["kustomization.yaml", "overlay"])
  func `a kustomization that names itself is a cycle or no object`(_ name: String) throws {
    let found = try failure(
      ["overlay/kustomization.yaml": "resources: [../overlay/\(name == "overlay" ? "" : name)]\n"],
      "overlay")
    #expect(found.primary != nil)
  }

  // MARK: Growth

  @Test func `patches that copy an object into itself are refused`() throws {
    let copies = (0..<60).map { "- {op: copy, from: /data, path: /data/c\($0)}\n" }.joined()
    let found = try failure([
      "kustomization.yaml": "resources: [a.yaml]\npatches:\n- target: {kind: ConfigMap}\n"
        + "  path: p.yaml\n",
      "a.yaml": Self.map("a", "{a: b}"), "p.yaml": copies,
    ])
    #expect(found.rule == .limit)
    #expect(found.message == "ConfigMap/a grows beyond 2097152 values")
    #expect(found.primary?.file.path == "p.yaml")
  }

  @Test func `replacements that copy an object into itself are refused`() throws {
    let entries = (0..<60).map { number in
      """
      - source: {kind: ConfigMap, name: a, fieldPath: data}
        targets:
        - select: {kind: ConfigMap}
          fieldPaths: [data.c\(number)]
          options: {create: true}

      """
    }.joined()
    let found = try failure([
      "kustomization.yaml": "resources: [a.yaml]\nreplacements:\n\(entries)",
      "a.yaml": Self.map("a", "{a: b}"),
    ])
    #expect(found.rule == .limit)
  }

  @Test func `replacements that double a text are refused`() throws {
    let entries = (0..<60).map { _ in
      """
      - source: {kind: ConfigMap, name: a, fieldPath: data.a}
        targets:
        - select: {kind: ConfigMap}
          fieldPaths: [data.a]
          options: {delimiter: x, index: 9}

      """
    }.joined()
    let found = try failure([
      "kustomization.yaml": "resources: [a.yaml]\nreplacements:\n\(entries)",
      "a.yaml": Self.map("a", "{a: bxbxb}"),
    ])
    #expect(
      found.message == "data.a of ConfigMap/a: the text grows beyond 4194304 bytes")
  }

  @Test func `variables that name each other twice do not explode`() throws {
    var variables = "resources: [a.yaml]\nvars:\n"
    var data = ""
    for level in 0..<60 {
      variables +=
        "- name: V\(level)\n  objref: {kind: Pod, name: a, apiVersion: v1}\n"
        + "  fieldref: {fieldpath: \"metadata.annotations.v\(level)\"}\n"
      data += "    v\(level): \"$(V\(level + 1))$(V\(level + 1))\"\n"
    }
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n\(data)"
    let files = ["kustomization.yaml": variables, "a.yaml": text]
    do throws(RenderError) {
      #expect(try render(files).printed().count < 1 << 20)
    } catch {
      #expect(error.diagnostics.first?.primary != nil)
    }
  }

  @Test func `a generator of one huge file renders`() throws {
    let text = String(repeating: "0123456789abcdef\n", count: 1 << 17)
    let rendering = try render([
      "kustomization.yaml": "secretGenerator:\n- name: huge\n  files: [f]\n", "f": text,
    ])
    #expect(try rendering.printed().count > text.utf8.count)
  }

  // MARK: Names

  @Test(arguments: UInt8.min...UInt8.max)
  func `a name with any byte renders or is refused by name`(_ byte: UInt8) throws {
    var tree = MemoryTree()
    tree.write("resources: [base]\nnamePrefix: p-\n", to: "kustomization.yaml")
    tree.write("resources: [a.yaml]\n", to: "base/kustomization.yaml")
    tree.write(
      Array("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x".utf8) + [byte]
        + Array("y\ndata:\n  k: 'v".utf8) + [byte] + Array("'\n".utf8), to: "base/a.yaml")
    do throws(RenderError) {
      let bytes = try Renderer(recordsHistory: true).render(directory: "", from: tree).printed()
      #expect(String(validating: bytes, as: UTF8.self) != nil)
    } catch {
      #expect(error.diagnostics.first?.primary?.file.path == "base/a.yaml")
    }
  }

  @Test(arguments: 1...UInt8.max)
  func `a path with any byte is read or refused at the entry`(_ byte: UInt8) throws {
    let name = String(decoding: [UInt8(ascii: "d"), byte], as: UTF8.self)
    guard byte != UInt8(ascii: "/") else { return }
    let files = [
      "kustomization.yaml": "resources: [\(Node.string(name).json)]\n",
      "\(name)/kustomization.yaml": "resources: [a.yaml]\n",
      "\(name)/a.yaml": Self.map("a"),
    ]
    do throws(RenderError) {
      #expect(try render(files).objects.count == 1)
    } catch {
      #expect(error.diagnostics.first?.primary?.file.path == "kustomization.yaml")
    }
  }
}
