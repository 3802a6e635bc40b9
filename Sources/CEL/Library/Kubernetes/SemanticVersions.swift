/// A semantic version as a value of the language.
package final class SemanticVersionValue: Sendable {
  let version: SemanticVersion

  init(_ version: SemanticVersion) { self.version = version }

  static let declaredType = CELType.object("kubernetes.Semver")

  static func value(_ text: Value, normalizes: Value) -> Value {
    guard case .string(let text) = text, case .bool(let normalizes) = normalizes else {
      return .noSuchOverload
    }
    do throws(SemanticVersion.Failure) {
      let version =
        normalizes ? try SemanticVersion.normalizing(text) : try SemanticVersion(text)
      return .opaque(SemanticVersionValue(version))
    } catch {
      return .failure(error.message)
    }
  }
}

extension SemanticVersionValue: OpaqueValue {
  package var type: CELType { SemanticVersionValue.declaredType }
  package var text: String { version.description }

  package func isEqual(to other: Value) -> Bool? {
    guard case .opaque(let other as SemanticVersionValue) = other else { return nil }
    return version.compare(other.version) == 0
  }
}

extension FunctionLibrary {
  private static let semver = SemanticVersionValue.declaredType

  /// `semver()` and what can be asked of a version.
  package static let semanticVersions = FunctionLibrary(
    "semver",
    functions: [
      Function(
        "semver", "A version from its text, strictly or as people write it.",
        overloads: [
          .global(
            "string_to_semver", [.string], semver,
            .unary { SemanticVersionValue.value($0, normalizes: .bool(false)) }),
          .global(
            "string_bool_to_semver", [.string, .bool], semver,
            .binary { SemanticVersionValue.value($0, normalizes: $1) }),
        ], cost: .traversal(),
        examples: [Example("semver('v1.2', true).minor()", "2"), Example("semver('v1.2')", nil)]),
      Function(
        "isSemver", "Whether a text is a version.",
        overloads: [
          .global(
            "is_semver_string", [.string], .bool,
            .unary { .bool(!SemanticVersionValue.value($0, normalizes: .bool(false)).isError) }),
          .global(
            "is_semver_string_bool", [.string, .bool], .bool,
            .binary { .bool(!SemanticVersionValue.value($0, normalizes: $1).isError) }),
        ], cost: .traversal(), examples: [Example("isSemver('1.2')", "false")]),
      number("major", 0), number("minor", 1), number("patch", 2),
      comparison("isGreaterThan", "semver_is_greater_than", .bool) { .bool($0 > 0) },
      comparison("isLessThan", "semver_is_less_than", .bool) { .bool($0 < 0) },
      comparison("compareTo", "semver_compare_to", .int) { .int(Int64($0)) },
    ], types: [semver])

  private static func number(_ name: String, _ index: Int) -> Function {
    Function(
      name, "A number of the version.",
      overloads: [
        .member(
          "semver_\(name)", [semver], .int,
          .unary { value in
            guard case .opaque(let value as SemanticVersionValue) = value else {
              return .noSuchOverload
            }
            return .int(Int64(truncatingIfNeeded: value.version.numbers[index]))
          })
      ], cost: .access, examples: [Example("semver('0.1.2').\(name)()", String(index))])
  }

  private static func comparison(
    _ name: String, _ id: String, _ result: CELType,
    _ body: @escaping @Sendable (Int) -> Value
  ) -> Function {
    Function(
      name, "How two quantities or versions compare.",
      overloads: [
        .member(
          id, [semver, semver], result,
          .binary { left, right in
            guard case .opaque(let left as SemanticVersionValue) = left,
              case .opaque(let right as SemanticVersionValue) = right
            else { return .noSuchOverload }
            return body(left.version.compare(right.version))
          })
      ], cost: .access)
  }
}
