import Diagnostics
import Git
import Kustomize
import YAML

/// Reads the kustomization files of environments, each version of a file once.
final class KustomizationFiles {
  private var known: [Git.TreeEntry: KustomizationFields] = [:]

  private static let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
  private static let limit = 16 << 20

  /// The kustomizations of an environment by their directory, relative to the environment's; none
  /// where the environment is not there.
  func kustomizations(
    of environment: PromotionEnvironment, in snapshot: TreeSnapshot
  ) throws(PromotionError) -> [String: KustomizationFields] {
    var result: [String: KustomizationFields] = [:]
    for entry in try files(of: environment, in: snapshot) {
      let parent = TreePath.parent(of: entry.path)
      let directory = parent.dropFirst(environment.directory.count).drop { $0 == "/" }
      result[String(directory)] = try fields(of: entry, in: snapshot)
    }
    return result
  }

  private func files(
    of environment: PromotionEnvironment, in snapshot: TreeSnapshot
  ) throws(PromotionError) -> [Git.TreeEntry] {
    do {
      guard try snapshot.entry(at: environment.directory) != nil else { return [] }
      return try snapshot.files(under: environment.directory)
        .filter { $0.mode.isFile && Self.names.contains($0.name) }
    } catch {
      throw .git(error)
    }
  }

  private func fields(
    of entry: Git.TreeEntry, in snapshot: TreeSnapshot
  ) throws(PromotionError) -> KustomizationFields {
    if let fields = known[entry] { return fields }
    let bytes: [UInt8]
    do { bytes = try snapshot.read(entry, limit: Self.limit) } catch { throw .git(error) }
    let fields: KustomizationFields
    do {
      fields = try KustomizationFields(SourceFile(path: entry.path, bytes: bytes))
    } catch {
      throw .unreadable(error)
    }
    known[entry] = fields
    return fields
  }
}
