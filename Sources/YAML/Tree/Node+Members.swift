extension Node {
  /// A mapping of the members that are there.
  ///
  /// - Precondition: no two members have the same name.
  package static func object(_ members: [(String, Node?)]) -> Node {
    Node(
      Mapping(
        entries: members.compactMap { name, value in
          value.map { Mapping.Entry(key: .string(name), value: $0) }
        }))
  }
}
