import Diagnostics
import Glibc
import Kubernetes
import Testing
import YAML

/// The repository's policies and fleet, read from its folders.
struct PolicyFolder {
  /// The files that hold Kubernetes objects, in order.
  let resources: [String]
  let kustomization: Node
  private let files: [String: SourceFile]

  init() throws {
    let names = try Self.yamlFiles(in: "policies")
    files = try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Self.file("policies/\($0)")) })
    resources = names.filter { $0 != "kustomization.yaml" }
    let file = try #require(files["kustomization.yaml"])
    kustomization = try #require(file.parsed(as: .kubernetes).documents.first).root
  }

  /// The names of the policies, by their files.
  var policyNames: [String] {
    resources.filter { $0 != "namespace.yaml" }.map { String($0.dropLast(".yaml".count)) }
  }

  /// All objects of the set.
  var objects: [KubernetesObject] { resources.flatMap(objects(of:)) }

  func objects(of name: String) -> [KubernetesObject] {
    files[name].map(Self.objects) ?? []
  }

  func text(of name: String) -> String {
    files[name].map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
  }

  /// The files of the policies' tests, in order.
  static func tests() throws -> [SourceFile] {
    try yamlFiles(in: "policies/tests").map { try file("policies/tests/\($0)") }
  }

  /// The objects that an environment of the fleet renders to.
  static func fleet(_ environment: String) throws -> [KubernetesObject] {
    objects(of: try file("Tests/Corpus/fleet/\(environment).yaml"))
  }

  private static func objects(of file: SourceFile) -> [KubernetesObject] {
    file.parsed(as: .kubernetes).documents.filter { !$0.isEmpty }.map { KubernetesObject($0.root) }
  }

  /// The files of a folder of the repository whose names end in `.yaml`, sorted.
  static func yamlFiles(in folder: String) throws -> [String] {
    let directory = try #require(opendir("\(root)/\(folder)"))
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".yaml") { names.append(name) }
    }
    return names.sorted()
  }

  /// A file of the repository.
  static func file(_ path: String) throws -> SourceFile {
    let stream = try #require(fopen("\(root)/\(path)", "r"))
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&block, 1, block.count, stream)
      guard count > 0 else { break }
      bytes += block[..<count]
    }
    return SourceFile(path: path, bytes: bytes)
  }

  private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    .dropLast(3).joined(separator: "/")
}
