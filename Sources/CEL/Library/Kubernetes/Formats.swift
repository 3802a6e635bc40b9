/// A named format as a value of the language.
package final class NamedFormatValue: Sendable {
  let format: NamedFormat

  init(_ format: NamedFormat) { self.format = format }

  static let declaredType = CELType.object("kubernetes.NamedFormat")
}

extension NamedFormatValue: OpaqueValue {
  package var type: CELType { NamedFormatValue.declaredType }
  package var text: String { format.name }

  package func isEqual(to other: Value) -> Bool? {
    guard case .opaque(let other as NamedFormatValue) = other else { return nil }
    return format.name == other.format.name
  }
}

extension FunctionLibrary {
  private static let format = NamedFormatValue.declaredType

  /// `format.dns1123Label()` and the other named formats.
  package static let formats = FunctionLibrary(
    "format",
    functions: [
      Function(
        "validate", "What is wrong with a text, if anything is.",
        overloads: [
          .member(
            "format-validate", [format, .string], .optional(.list(.string)),
            .binary { format, text in
              guard case .opaque(let format as NamedFormatValue) = format,
                case .string(let text) = text
              else { return .noSuchOverload }
              let faults = format.format.faults(text)
              return .optional(faults.isEmpty ? nil : .list(faults.map(Value.string)))
            })
        ], cost: .validation,
        examples: [Example("format.dns1123Label().validate('a-b').hasValue()", "false")]),
      Function(
        "format.named", "The format of that name, if there is one.",
        overloads: [
          .global(
            "format-named", [.string], .optional(format),
            .unary { name in
              guard case .string(let name) = name else { return .noSuchOverload }
              return .optional(NamedFormat.all[name].map { .opaque(NamedFormatValue($0)) })
            })
        ], cost: .access, examples: [Example("format.named('x').hasValue()", "false")]),
    ]
      + NamedFormat.all.sorted { $0.key < $1.key }.map { name, format in
        let value = Value.opaque(NamedFormatValue(format))
        return Function(
          "format.\(name)", "The format \(name).",
          overloads: [
            .global("format.\(name)", [], NamedFormatValue.declaredType, .nullary { value })
          ])
      }, types: [format])
}

extension CallCost {
  /// One unit when it runs, whatever the format; the estimate takes the longest pattern.
  fileprivate static let validation = CallCost(
    actual: nil, estimate: { CallEstimate(cost: $0.size(1).scaled(0.1).scaled(128 * 0.25)) })
}
