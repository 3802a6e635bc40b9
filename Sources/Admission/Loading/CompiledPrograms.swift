import APIServer
import CEL
import RegularExpression
import Synchronization

/// The programs of one policy, kept while the validator judges it, so that no expression is compiled
/// a second time to be run; and those of all policies that read nothing of a policy's own.
final class CompiledPrograms: Sendable {
  /// By the lengths of their texts, which mostly differ.
  private let programs = Mutex<[Int: [Entry]]>([:])
  /// Those that are the same in every policy, whatever they are for; likewise.
  private let common = Mutex<[Int: [Program]]>([:])
  /// The patterns of all policies that are judged with it.
  private let patterns = PatternStore()

  /// A program with what else makes two compilations of a text one: types of variables are the same
  /// throughout a policy.
  private struct Entry {
    var purpose: ExpressionRules.Purpose
    var scope: ExpressionRules.Scope
    var program: Program
  }

  /// Forgets the programs of another policy.
  func removeAll() { programs.withLock { $0.removeAll(keepingCapacity: true) } }

  /// What the expressions of policies are judged by, each program being kept here.
  var rules: ExpressionRules {
    ExpressionRules.compiling(sharing: patterns, common: self) { program, source, purpose, scope in
      let length = source.utf8.count
      self.programs.withLock {
        $0[length, default: []].append(Entry(purpose: purpose, scope: scope, program: program))
      }
      if Self.isCommon(program, for: purpose) {
        self.common.withLock { $0[length, default: []].append(program) }
      }
    }
  }

  func program(
    of source: String, for purpose: ExpressionRules.Purpose, in scope: ExpressionRules.Scope
  ) -> Program? {
    programs.withLock { programs in
      programs[source.utf8.count]?.first {
        $0.program.source == source && $0.purpose == purpose && $0.scope == scope
      }?.program
    }
  }

  /// The program of an expression that some policy has, and that is the same in every other.
  func commonProgram(of source: String, for purpose: ExpressionRules.Purpose) -> Program? {
    guard !purpose.makesPatches else { return nil }
    return common.withLock { $0[source.utf8.count]?.first { $0.source == source } }
  }

  /// Whether what an expression reads is of one type in every policy.
  private static func isCommon(_ program: Program, for purpose: ExpressionRules.Purpose) -> Bool {
    !purpose.makesPatches
      && program.variables.allSatisfy { name in
        PolicyVariable(rawValue: name).map(sharedVariables.contains) ?? false
      }
  }

  /// What every expression may read, whatever its policy declares.
  private static let sharedVariables: [PolicyVariable] = [
    .object, .oldObject, .request, .namespaceObject,
  ]
}
