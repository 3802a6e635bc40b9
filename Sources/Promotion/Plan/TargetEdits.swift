import Comparison
import Diagnostics
import YAML

/// Makes the planned changes in the target's kustomization files.
struct TargetEdits {
  /// The edits of one file for the promoted fields that are in it.
  static func edits(
    for fields: [PlannedField], in file: SourceFile
  ) throws(PromotionError) -> FileEdit {
    var editor: SourceEditor
    do {
      editor = try SourceEditor(file)
    } catch {
      throw .edit(error, fields[0].field, file)
    }
    for planned in fields.sorted(by: { $0.field < $1.field }) {
      let current = try read(editor)
      do {
        try make(planned, current, &editor)
      } catch {
        throw .edit(error, planned.field, file)
      }
    }
    try verify(fields, before: KustomizationFields.reading(file), after: read(editor), file)
    return editor.fileEdit
  }

  private static func read(_ editor: SourceEditor) throws(PromotionError) -> KustomizationFields {
    try KustomizationFields.reading(SourceFile(path: editor.file.path, bytes: editor.bytes))
  }

  private static func make(
    _ planned: PlannedField, _ current: KustomizationFields, _ editor: inout SourceEditor
  ) throws(EditError) {
    let target = current.values[planned.field]
    guard let source = planned.source else {
      if let target { try remove(planned.field, target, &editor) }
      return
    }
    switch planned.field {
    case .literal(let generator, _):
      guard let literal = source.literal else { return }
      let value = Node(literal)
      if let target { return try editor.set(target.path, to: value) }
      try addLiteral(value, to: generator, behavior: source.behavior, &editor)
    case .imageVersion(let name), .imageName(let name), .replicas(let name):
      let list = planned.field.list
      guard let index = try entryIndex(name, in: list, editor) else {
        return try editor.append(entry(named: name, source), to: [.key(list)])
      }
      for key in planned.field.memberNames {
        let path: FieldPath = [.key(list), .index(index), .key(key)]
        if let member = source.members.first(where: { $0.key == key }) {
          try editor.set(path, to: Node(member.scalar))
        } else if target?[key] != nil {
          try editor.remove(path)
        }
      }
    }
  }

  private static func remove(
    _ field: PromotedField, _ target: KustomizationFields.FieldValue, _ editor: inout SourceEditor
  ) throws(EditError) {
    if case .literal = field { return try editor.remove(target.path) }
    for member in target.members { try editor.remove(target.path + [.key(member.key)]) }
  }

  private static func entry(
    named name: String, _ value: KustomizationFields.FieldValue
  ) -> Node {
    Node.object([("name", .string(name))] + value.members.map { ($0.key, Node($0.scalar)) })
  }

  private static func addLiteral(
    _ literal: Node, to generator: String, behavior: String?, _ editor: inout SourceEditor
  ) throws(EditError) {
    let list = "configMapGenerator"
    guard let index = try entryIndex(generator, in: list, editor) else {
      let entry = Node.object([
        ("name", .string(generator)), ("behavior", behavior.map { .string($0) }),
        ("literals", Node([literal])),
      ])
      return try editor.append(entry, to: [.key(list)])
    }
    try editor.append(literal, to: [.key(list), .index(index), "literals"])
  }

  /// The last entry of a list with a name, which is the one that takes effect.
  private static func entryIndex(
    _ name: String, in list: String, _ editor: SourceEditor
  ) throws(EditError) -> Int? {
    let file = SourceFile(path: editor.file.path, bytes: editor.bytes)
    return file.parsed(as: .kustomize).documents.first?.root[list]?.elements?
      .lastIndex { $0["name"]?.scalarText == name }
  }

  /// Requires that the promoted fields now say what the source says, and no other field changed.
  private static func verify(
    _ fields: [PlannedField], before: KustomizationFields, after: KustomizationFields,
    _ file: SourceFile
  ) throws(PromotionError) {
    var expected = before.values
    for planned in fields { expected[planned.field] = planned.source }
    for field in Set(expected.keys).union(after.values.keys).sorted()
    where !Classification.areEqual(expected[field], after.values[field]) {
      throw .edit(.layout([.key(field.list)]), field, file)
    }
  }
}

extension KustomizationFields {
  fileprivate static func reading(_ file: SourceFile) throws(PromotionError) -> KustomizationFields
  {
    do { return try KustomizationFields(file) } catch { throw .unreadable(error) }
  }
}

extension PromotedField {
  /// The key of the kustomization that holds the field's entry.
  fileprivate var list: String {
    switch self {
    case .imageVersion, .imageName: "images"
    case .replicas: "replicas"
    case .literal: "configMapGenerator"
    }
  }
}
