import CCustomKinds
import YAML

/// The bytes of the embedded table of custom kinds, read in place.
///
/// Nothing is read before a kind is asked for. The layout: `CKT1`; three counts (kinds, bytes of values,
/// bytes of text); a record of three words for each kind (the text `group/kind`, by whose bytes the
/// records are sorted, its CustomResourceDefinition, and where its facts are from); the values; the
/// texts. Texts and values are known by their offset in their section.
///
/// A value is a byte that says what it is and, for all but null, false and true, a number: the text of
/// a scalar, or the count of elements or entries that follow. An element is a value, an entry the text
/// of its key and a value. Equal values stand once.
struct CustomKindTable: Sendable {
  private let bytes: TableBytes
  private let values: Int
  private let texts: Int
  /// How many kinds there are.
  let count: Int

  static let embedded = CustomKindTable()

  private static let header = 16
  private static let record = 12

  private init() {
    bytes = unsafe TableBytes(
      UnsafeBufferPointer(start: custom_kinds_bytes(), count: custom_kinds_size()))
    count = Int(bytes.word(at: 4))
    values = Self.header + count * Self.record
    texts = values + Int(bytes.word(at: 8))
  }

  /// The row of a kind, by `group/kind`.
  func row(of name: String) -> Int? {
    bytes.row(of: name, in: 0..<count) { texts + word($0, 0) }
  }

  /// The CustomResourceDefinition of a row.
  func definition(_ row: Int) -> Node { value(word(row, 1)) }

  /// Where the facts of a row are from.
  func source(_ row: Int) -> Node { value(word(row, 2)) }

  private func word(_ row: Int, _ column: Int) -> Int {
    Int(bytes.word(at: Self.header + row * Self.record + column * 4))
  }

  private func value(_ offset: Int) -> Node {
    var reader = Reader(table: self)
    return reader.value(offset)
  }

  /// Reads values, one that stands in several places once.
  private struct Reader {
    let table: CustomKindTable
    private var known: [Int: Node] = [:]

    init(table: CustomKindTable) { self.table = table }

    mutating func value(_ offset: Int) -> Node {
      if let node = known[offset] { return node }
      let node = read(table.values + offset)
      known[offset] = node
      return node
    }

    private mutating func read(_ start: Int) -> Node {
      var offset = start + 1
      switch table.bytes.byte(at: start) {
      case 0: return .null()
      case 1: return .boolean(false)
      case 2: return .boolean(true)
      case 3: return Node(Scalar(text: text(&offset), type: .integer))
      case 4: return Node(Scalar(text: text(&offset), type: .float))
      case 5: return .string(text(&offset))
      case 6:
        let count = table.bytes.number(at: &offset)
        return Node((0..<count).map { _ in value(table.bytes.number(at: &offset)) })
      case 7:
        let count = table.bytes.number(at: &offset)
        let entries = (0..<count).map { _ in
          Mapping.Entry(
            key: .string(text(&offset)), value: value(table.bytes.number(at: &offset)))
        }
        return Node(Mapping(entries: entries))
      case let tag: preconditionFailure("\(tag) is no value of the table")
      }
    }

    private func text(_ offset: inout Int) -> String {
      table.bytes.text(at: table.texts + table.bytes.number(at: &offset))
    }
  }
}
