package import YAML

/// An object type of the built-in APIs: a kind, or a struct inside one.
package struct ObjectSchema: Sendable, Hashable {
  let table: FactTable
  /// The type's number among ``Facts/schemas``.
  package let row: Int

  /// Whether both are the same type of the same release.
  package static func == (left: Self, right: Self) -> Bool {
    left.row == right.row && left.described == right.described
  }
  /// Hashes the type's number.
  package func hash(into hasher: inout Hasher) { hasher.combine(row) }

  /// The release whose type it is.
  package var described: KubernetesRelease { table.release }

  /// The full name, as `io.k8s.api.core.v1.Container`.
  package var name: String { table.string(table.word(table.types, row, 0)) ?? "" }

  /// The name without its package, as `Container`.
  package var shortName: String {
    let name = name
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return name }
    return String(name[name.utf8.index(after: dot)...])
  }

  /// Whether server-side apply replaces it whole.
  package var isAtomic: Bool { table.word(table.types, row, 3) & 1 != 0 }

  var rows: Range<Int> {
    let start = Int(table.word(table.types, row, 1))
    return start..<(start + Int(table.word(table.types, row, 2)))
  }

  /// The field of a name, spelt exactly; nil where the type has none.
  package func field(_ name: String) -> FieldSchema? {
    table.row(of: name, in: table.fields, rows: rows).map { FieldSchema(table: table, row: $0) }
  }

  /// The fields, sorted by name.
  package var fields: [FieldSchema] { rows.map { FieldSchema(table: table, row: $0) } }

  /// Calls with each of the fields that the server writes where they are absent.
  package func eachAlwaysWritten(_ body: (FieldSchema) -> Void) {
    for row in rows {
      let field = FieldSchema(table: table, row: row)
      if field.presence == .alwaysWritten { body(field) }
    }
  }
}

extension ObjectSchema {
  /// Where a path first names a field that no object of the type has, with the fields that are there;
  /// nil where all of it may be present.
  package func unknownField(on path: FieldPath) -> (path: FieldPath, known: [String])? {
    var schema = self
    var shape: ValueType?
    for (depth, step) in path.steps.enumerated() {
      switch (shape?.kind, step) {
      case (nil, .key(let name)), (.object, .key(let name)):
        schema = shape?.object ?? schema
        guard let field = schema.field(name) else {
          return (FieldPath(Array(path.steps[...depth])), schema.fields.map(\.name))
        }
        shape = field.type
      case (.list, .index), (.map, .key): shape = shape?.element
      default: return nil
      }
    }
    return nil
  }
}

/// A field of an object type.
package struct FieldSchema: Sendable, Hashable {
  let table: FactTable
  let row: Int

  /// Whether both are the same field of the same type.
  package static func == (left: Self, right: Self) -> Bool {
    left.row == right.row && left.table.release == right.table.release
  }
  /// Hashes the field's number.
  package func hash(into hasher: inout Hasher) { hasher.combine(row) }

  private func word(_ column: Int) -> UInt32 { table.word(table.fields, row, column) }

  /// The name as it stands in an object.
  package var name: String { table.string(word(0)) ?? "" }
  /// The type of its value.
  package var type: ValueType { ValueType(table: table, index: Int(word(1))) }

  /// What the server stores when the field is absent or zero.
  package var presence: Presence {
    switch word(2) >> 1 & 3 {
    case 0: .droppedWhenZero
    case 1: .kept
    default: .alwaysWritten
    }
  }

  /// How entries of a list are told apart; nil for what is no list.
  package var listKind: ListKind? {
    switch word(2) >> 3 & 3 {
    case 1: .atomic
    case 2: .set
    case 3: .map
    default: nil
    }
  }

  /// Whether server-side apply replaces the map or object whole.
  package var isAtomicMap: Bool { word(2) & 1 << 8 != 0 }
  /// The values that the schema lists, for the field or the elements of its list; none where any may be.
  package var allowedValues: [String] { table.strings(word(4)) }
  /// The names of the fields that identify an entry of a list of kind map.
  package var mapKeys: [String] { table.strings(word(5)) }
  /// Whether a strategic merge patch merges the list or map rather than replacing it.
  package var mergesInPatch: Bool { word(2) & 1 << 5 != 0 }
  /// The field that identifies an entry in a strategic merge patch.
  package var patchMergeKey: String? { table.string(word(6)) }
  /// The default that the schema declares, as JSON, where it is not the type's zero value.
  package var defaultJSON: String? { table.string(word(3)) }
  /// Since when the type has the field, and until when.
  package var history: FieldHistory { FieldHistory(packed: word(7)) }

  /// What the server stores for a field that is absent, null or zero.
  package enum Presence: Sendable {
    /// A zero value (empty, 0, false) is the same as an absent one, and dropped.
    case droppedWhenZero
    /// A zero value is a value; only null is the same as absent.
    case kept
    /// An absent field is written as its zero value.
    case alwaysWritten
  }

  /// The merge behaviour of a list.
  package enum ListKind: Sendable { case atomic, set, map }
}

/// The type of a field, of a list's elements or of a map's values.
package struct ValueType: Sendable, Hashable {
  let table: FactTable
  let index: Int

  /// Whether both are the same type of the same release, by its number.
  package static func == (left: Self, right: Self) -> Bool {
    left.index == right.index && left.table.release == right.table.release
  }
  /// Hashes the type's number.
  package func hash(into hasher: inout Hasher) { hasher.combine(index) }

  /// What a value of the type is in JSON, with the forms that Kubernetes gives to strings.
  package enum Kind: UInt32, Sendable {
    case object, string, int32, int64, number, boolean, quantity, intOrString
    /// RFC 3339, to the second.
    case time
    /// RFC 3339, to the microsecond.
    case microTime
    /// Base64.
    case bytes
    /// Any JSON value.
    case any
    case list, map
  }

  /// The form of the values; `any` for what this table does not tell.
  package var kind: Kind { Kind(rawValue: table.word(table.shapes, index, 0)) ?? .any }

  /// The type behind an `object`.
  package var object: ObjectSchema? {
    guard kind == .object else { return nil }
    return ObjectSchema(table: table, row: Int(table.word(table.shapes, index, 1)))
  }

  /// The type of the objects among values of `any` form; nil where they may be any, too.
  package var objectOfAny: ObjectSchema? {
    let row = Int(table.word(table.shapes, index, 1))
    return kind == .any && row > 0 ? ObjectSchema(table: table, row: row - 1) : nil
  }

  /// The type of a list's elements or a map's values.
  package var element: ValueType? {
    guard kind == .list || kind == .map else { return nil }
    return ValueType(table: table, index: Int(table.word(table.shapes, index, 1)))
  }
}
