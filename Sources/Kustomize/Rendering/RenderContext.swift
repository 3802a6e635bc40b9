import Diagnostics
import YAML

/// What one rendering carries along; used by one task only.
final class RenderContext {
  let loader: Loader
  let schemas = Schemas()
  let recorder: OriginRecorder
  let loadRestrictor: LoadRestrictor
  /// Whether a base is being built, which others may wait for.
  let isOfBase: Bool
  /// The files that were read, by path.
  private(set) var files: [String: SourceFile] = [:]
  /// The kustomization files among them.
  private(set) var kustomizations: Set<String> = []
  /// The directories that were entered.
  private(set) var directories: Set<String> = []
  private(set) var warnings: [Diagnostic] = []
  private var knownWarnings: Set<Diagnostic> = []

  init(
    loader: Loader, recorder: OriginRecorder, loadRestrictor: LoadRestrictor, isOfBase: Bool = false
  ) {
    self.loader = loader
    self.recorder = recorder
    self.loadRestrictor = loadRestrictor
    self.isOfBase = isOfBase
  }

  /// A context of the same kind that has noted nothing, to build a base in.
  func forBase() -> RenderContext {
    RenderContext(
      loader: loader, recorder: recorder, loadRestrictor: loadRestrictor, isOfBase: true)
  }

  func note(_ file: SourceFile, isKustomization: Bool = false) {
    files[file.path] = file
    if isKustomization {
      kustomizations.insert(file.treePath)
      directories.insert(TreePath.parent(of: file.treePath))
    }
  }

  func note(_ kustomization: Kustomization) {
    guard !kustomization.isGenerated else {
      directories.insert(TreePath.parent(of: kustomization.file.path))
      return
    }
    note(kustomization.file, isKustomization: true)
  }

  func warn(_ warning: Diagnostic) {
    if knownWarnings.insert(warning).inserted { warnings.append(warning) }
  }

  var notes: RenderNotes {
    RenderNotes(
      files: files, kustomizations: kustomizations, directories: directories, warnings: warnings)
  }

  /// Takes over what another rendering has noted.
  func note(_ notes: RenderNotes) {
    directories.formUnion(notes.directories)
    files.merge(notes.files) { old, _ in old }
    kustomizations.formUnion(notes.kustomizations)
    for warning in notes.warnings { warn(warning) }
  }
}

/// What a rendering has read and warned of.
struct RenderNotes: Sendable {
  var files: [String: SourceFile]
  var kustomizations: Set<String>
  var directories: Set<String>
  var warnings: [Diagnostic]
}

extension RenderContext {
  /// The kustomization file of a directory, which must be the only one.
  func kustomizationFile(in site: Site) throws(RenderError) -> SourceFile {
    var found: [SourceFile] = []
    for name in KustomizationFileName.all {
      let path = SourcedText(name, Origin(site.reference))
      guard try hasFile(path, in: site) else { continue }
      found.append(try load(path, from: site))
    }
    let directory = shown(site.directory)
    guard let file = found.first else {
      throw RenderError(
        .missingKustomization,
        "\(directory) has no kustomization.yaml, kustomization.yml or Kustomization",
        at: site.reference)
    }
    guard found.count == 1 else {
      throw RenderError(
        .severalKustomizations, "\(directory) has \(found.count) kustomization files",
        at: Location(file: file, range: ByteRange(0, 0)),
        related: found.dropFirst().map {
          Label("another one", at: Location(file: $0, range: ByteRange(0, 0)))
        })
    }
    return file
  }
}
