import Diagnostics
import Display
package import Environments
import Git
import Kustomize
import YAML

/// What a check of all that a tree deploys came to, and nothing of the change that led to the tree, so that
/// a check of a tree which differs little can begin with it.
package struct WholeCheck: Sendable {
  /// What was found, each cause once.
  let findings: [Diagnostic]
  /// What was looked at.
  let coverage: Coverage

  /// Nil where something cannot be told of another tree: what was not checked, what somebody allows, and
  /// secrets, whose marks follow from all files.
  init?(_ result: CheckResult) {
    guard !result.isIncomplete, result.exempted.isEmpty, result.coverage.exemptions.isEmpty,
      result.coverage.brokenTargets.isEmpty, result.coverage.known == 0,
      result.diagnostics.allSatisfy({ $0.isAboutItsTreeAlone && !$0.mayHoldSecret })
    else { return nil }
    // Each environment may have a policy of the name, with a description of its own.
    let deployed = Set(result.coverage.deployedPolicies.map { RuleID("policy/\($0)") })
    guard deployed.isEmpty || !result.diagnostics.contains(where: { deployed.contains($0.rule) })
    else { return nil }
    findings = result.diagnostics
    coverage = result.coverage
  }

  /// Reads what ``encoded(over:)`` wrote of a tree; nil for anything else.
  package init?(_ bytes: [UInt8], over workspace: Workspace) {
    let tree = workspace.tree
    var reader = RecordReader(bytes) { path in
      try? tree.file(at: path, limit: Limits.standard.bytes)
    }
    do throws(RecordReader.Malformed) {
      coverage = try reader.coverage()
      findings = try reader.list { (reader) throws(RecordReader.Malformed) in
        try reader.finding()
      }
    } catch { return nil }
    guard reader.isAtEnd else { return nil }
  }

  /// The bytes that it is read from again.
  ///
  /// - Parameter workspace: the files that were checked; their own bytes are not written.
  package func encoded(over workspace: Workspace) -> [UInt8] {
    let tree = workspace.tree as? GitTree
    var writer = RecordWriter { file in
      guard let id = tree?.contents(at: file.path) else { return false }
      return (try? ObjectID(ofFile: file.bytes)) == id
    }
    writer.add(coverage)
    writer.add(findings) { $0.add($1) }
    return writer.bytes
  }
}

extension Diagnostic {
  /// Whether a finding says the same wherever its object and its files are the same.
  fileprivate var isAboutItsTreeAlone: Bool {
    // One that stands for many objects counts them.
    hidden == nil && exemption == nil && releases.isEmpty && rule != "policy/undecided"
  }

  /// Whether a finding holds what a report would hide: a secret in a sentence, or one that a fix writes.
  fileprivate var mayHoldSecret: Bool {
    hidesSource && fix != nil
      || ([message, help].compactMap(\.self) + related.map(\.message)).contains {
        Secrecy.masked(sentence: $0) != $0
      }
  }
}
