import Comparison
import Diagnostics
import Environments
import Git
import Kubernetes
import YAML

extension Promoter {
  /// Every rendered difference between source and target that no field of the plan stands for, whether
  /// the field moves or stays.
  ///
  /// - Parameters:
  ///   - target: the target as it renders, with what the plan promotes.
  ///   - contents: the files that the plan changed, by path.
  /// - Throws: ``PromotionError`` where the source does not render, for then nobody knows.
  func uncovered(
    by plan: PromotionPlan, in target: RenderedEnvironment, contents: [String: [UInt8]] = [:]
  ) throws(PromotionError) -> SemanticDiff {
    let source = try render(plan.source, at: plan.sourceCommit)
    let covered = CoveredPlaces(plan.fields, after: contents)
    var diff = EnvironmentComparison(hiding: wish).compare(target, source)
    diff.objects = diff.objects.compactMap { object in
      guard object.kind == .changed else { return object }
      var object = object
      object.fields.removeAll { $0.isDerived || covered.contain($0) }
      return object.fields.isEmpty ? nil : object
    }
    return diff
  }

  /// An environment as it renders at a commit.
  func render(
    _ environment: Environment, at commit: ObjectID
  ) throws(PromotionError) -> RenderedEnvironment {
    let tree: GitTree
    do throws(GitError) {
      let snapshot = try repository.snapshot(of: repository.commit(commit))
      tree = try GitTree(snapshot.source, at: repository.location)
    } catch {
      throw .git(error)
    }
    do { return try renderer.over(tree).render(environment) } catch { throw .render(error) }
  }
}

/// Where the fields of a plan stand, in the source's files and in the target's.
private struct CoveredPlaces {
  private var ranges: [String: [ByteRange]] = [:]

  init(_ fields: [PlannedField], after contents: [String: [UInt8]]) {
    var edited: [String: KustomizationFields] = [:]
    for (path, bytes) in contents {
      edited[path] = try? KustomizationFields(SourceFile(path: path, bytes: bytes))
    }
    for planned in fields {
      note(planned.source)
      note(edited[planned.file].map { $0.values[planned.field] } ?? planned.target)
    }
  }

  private mutating func note(_ value: KustomizationFields.FieldValue?) {
    guard let value, let file = value.location?.file,
      let entry = file.parsed(as: .kustomize).documents.first?.root[value.path],
      let range = entry.origin.location?.range
    else { return }
    ranges[file.path, default: []].append(range)
  }

  func contain(_ change: FieldChange) -> Bool {
    [change.old?.location, change.new?.location].contains { location in
      guard let location else { return false }
      return ranges[location.file.path]?.contains { $0.contains(location.range) } ?? false
    }
  }
}
