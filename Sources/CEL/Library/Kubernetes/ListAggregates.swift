import Values

extension FunctionLibrary {
  private static let comparable: [CELType] = [
    .int, .uint, .double, .bool, .duration, .timestamp, .string, .bytes,
  ]
  private static let summable: [(type: CELType, zero: Value)] = [
    (.int, .int(0)), (.uint, .uint(0)), (.double, .double(0)),
    (.duration, .duration(Duration.zero)),
  ]

  /// Kubernetes' own functions over lists: `isSorted`, `sum`, `min`, `max`, `indexOf`.
  package static let listAggregates = FunctionLibrary(
    "kubernetes.lists",
    functions: [
      Function(
        "isSorted", "Whether no element comes after the next.",
        overloads: comparable.map { type in
          .member(
            "list_\(type.displayName)_is_sorted_bool", [.list(type)], .bool, .unary(isSorted))
        }, cost: .bytesTraversal, examples: [Example("[1, 2, 2].isSorted()", "true")]),
      Function(
        "sum", "The sum of the elements.",
        overloads: summable.map { type, zero in
          .member(
            "list_\(type.displayName)_sum_\(type.displayName)", [.list(type)], type,
            .unary { $0.elements.reduce(zero) { $0.isError ? $0 : Arithmetic.add($0, $1) } })
        }, cost: .bytesTraversal, examples: [Example("[1, 2].sum()", "3")]),
      extreme("max", "The greatest element.", replaced: .before, Example("[1, 3].max()", "3")),
      extreme("min", "The least element.", replaced: .after, Example("[1, 3].min()", "1")),
      position("indexOf", "list_a_index_of_int", isLast: false),
      position("lastIndexOf", "list_a_last_index_of_int", isLast: true),
    ])

  private static func isSorted(_ list: Value) -> Value {
    let elements = list.elements
    for (left, right) in zip(elements, elements.dropFirst()) {
      guard let order = left.order(right) else { return .noSuchOverload }
      if order == .after { return .bool(false) }
    }
    return .bool(true)
  }

  private static func extreme(
    _ name: String, _ documentation: String, replaced: Order, _ example: Example
  ) -> Function {
    Function(
      name, documentation,
      overloads: comparable.map { type in
        .member(
          "list_\(type.displayName)_\(name)_\(type.displayName)", [.list(type)], type,
          .unary { list in
            let elements = list.elements
            guard var result = elements.first else {
              return .failure("\(name) called on empty list")
            }
            for element in elements.dropFirst() where result.order(element) == replaced {
              result = element
            }
            return result
          })
      }, cost: .bytesTraversal, examples: [example, Example("[].\(name)() > 1", nil)])
  }

  private static func position(_ name: String, _ id: String, isLast: Bool) -> Function {
    let a = CELType.parameter("A")
    return Function(
      name, "Where a list holds a value, or -1.",
      overloads: [
        .member(
          id, [.list(a), a], .int,
          .binary { list, wanted in
            guard list.elementCount != nil else { return .noSuchOverload }
            let matches: (Value) -> Bool = { $0.isEqual(to: wanted) == true }
            let index =
              isLast
              ? list.elements.lastIndex(where: matches) : list.elements.firstIndex(where: matches)
            return .int(Int64(index ?? -1))
          })
      ], cost: .bytesTraversal, examples: [Example("[1, 2].\(name)(2)", "1")])
  }
}
