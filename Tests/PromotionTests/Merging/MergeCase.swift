import Diagnostics
import Promotion
import YAML

/// Three states of a file, merged as a promotion does that takes all that is pending.
struct MergeCase {
  let path: String
  let source: SourceFile
  let target: SourceFile
  let base: SourceFile?
  let merge: FileMerge

  init(
    _ path: String = "kustomization.yaml", source: String, target: String, base: String?,
    words: [(source: String, target: String)] = [("staging", "production")]
  ) {
    self.path = path
    self.source = SourceFile(path: path, text: source)
    self.target = SourceFile(path: path, text: target)
    self.base = base.map { SourceFile(path: path, text: $0) }
    merge = FileMerge(source: self.source, target: self.target, words: EnvironmentWords(words))
  }

  /// Each difference with its class, as `images[app]: pending`.
  var classes: [String] {
    merge.differences.map { "\($0.field): \(classify($0).classification)" }
  }

  /// The target's text with all that is pending.
  func merged(taking isTaken: (Difference) -> Bool = { _ in true }) throws -> String {
    let choices = merge.differences.filter(isTaken).compactMap { difference in
      let (classification, value) = classify(difference)
      return classification == .pending ? (difference: difference, value: value) : nil
    }
    let result = try merge.result(of: choices)
    return String(decoding: result?.bytes ?? [], as: UTF8.self)
  }

  private func classify(
    _ difference: Difference
  ) -> (classification: Classification, value: Node?) {
    let base = base.map {
      BaseValue.known(
        FileMerge.value(of: difference, in: $0, on: .source), since: .both)
    }
    return merge.classify(difference, base: base ?? .unknown)
  }
}
