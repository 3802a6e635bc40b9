import APIServer
import CEL
import RegularExpression
import Synchronization

/// The programs of one policy, kept while the validator judges it, so that no expression is compiled
/// a second time to be run.
final class CompiledPrograms: Sendable {
  private let programs = Mutex<[Key: Program]>([:])
  /// The patterns of all policies that are judged with it.
  private let patterns = PatternStore()

  /// What makes two compilations one: types of variables are the same throughout a policy.
  private struct Key: Hashable {
    var source: String
    var purpose: ExpressionRules.Purpose
    var scope: ExpressionRules.Scope

    /// The texts of one policy are long, and mostly of different lengths.
    func hash(into hasher: inout Hasher) { hasher.combine(source.utf8.count) }
  }

  /// Forgets the programs of another policy.
  func removeAll() { programs.withLock { $0.removeAll(keepingCapacity: true) } }

  /// What the expressions of policies are judged by, each program being kept here.
  var rules: ExpressionRules {
    ExpressionRules.compiling(sharing: patterns) { program, source, purpose, scope in
      self.programs.withLock { $0[Key(source: source, purpose: purpose, scope: scope)] = program }
    }
  }

  func program(
    of source: String, for purpose: ExpressionRules.Purpose, in scope: ExpressionRules.Scope
  ) -> Program? {
    programs.withLock { $0[Key(source: source, purpose: purpose, scope: scope)] }
  }
}
