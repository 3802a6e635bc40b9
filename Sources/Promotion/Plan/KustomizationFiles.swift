import Diagnostics
import Environments
import Git
import Kustomize
import YAML

/// Reads the kustomization files of environments, each version of a file once.
final class KustomizationFiles {
  private var known: [TreeEntry: KustomizationFields] = [:]

  private static let limit = 16 << 20

  /// The kustomizations of an environment by their directory, relative to their target's and below
  /// the name of its app and its part of it; none where the environment is not there.
  func kustomizations(
    of environment: Environment, in snapshot: TreeSnapshot
  ) throws(PromotionError) -> [String: KustomizationFields] {
    var result: [String: KustomizationFields] = [:]
    for target in environment.targets {
      let top = target.directory.path
      for entry in try files(under: top, in: snapshot) {
        let parent = TreePath.parent(of: entry.path)
        let directory = String(parent.dropFirst(top.count).drop { $0 == "/" })
        let place = TreePath.join(target.app, target.part)
        result[TreePath.join(place, directory)] = try fields(of: entry, in: snapshot)
      }
    }
    return result
  }

  private func files(
    under directory: String, in snapshot: TreeSnapshot
  ) throws(PromotionError) -> [TreeEntry] {
    do {
      guard try snapshot.entry(at: directory) != nil else { return [] }
      return try snapshot.files(under: directory)
        .filter { $0.mode.isFile && KustomizationFileName.all.contains($0.name) }
    } catch {
      throw .git(error)
    }
  }

  private func fields(
    of entry: TreeEntry, in snapshot: TreeSnapshot
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
