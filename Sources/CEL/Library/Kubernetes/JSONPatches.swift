import Values

extension FunctionLibrary {
  /// What a mutation that answers with a JSON Patch may use beside everything else.
  package static let jsonPatches = FunctionLibrary(
    "jsonpatch",
    functions: [
      Function(
        "jsonpatch.escapeKey", "A key as a step of a JSON Pointer has it (RFC 6901 §3).",
        overloads: [
          .global(
            "string_jsonpatch_escapeKey_string", [.string], .string,
            .unary { key in
              guard case .string(let key) = key else { return .noSuchOverload }
              return .string(JSONPointer.escaped(key))
            })
        ],
        examples: [
          Example("jsonpatch.escapeKey('k8s.io/my~label')", "'k8s.io~1my~0label'")
        ])
    ])
}
