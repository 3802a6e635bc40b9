import CKubernetesFacts

/// The bytes of an embedded table of API facts, read in place.
///
/// Nothing is parsed when the process starts: a question touches the records it needs. The layout,
/// all numbers little-endian: `KFT1`; seven counts (types, fields, shapes, kinds, former fields,
/// words of lists, bytes of text); then these sections in the same order, each an array of records
/// of 32-bit words. A text is an offset into the last section; a list is an index into the words of
/// lists, where its count precedes its texts.
@safe struct FactTable: Sendable {
  /// The number that stands for an absent text, list or type.
  static let none = UInt32.max

  /// A section of fixed-size records.
  struct Section: Sendable {
    let start: Int
    let count: Int
    let width: Int
  }

  /// Where everything stands; one for each table, as long as the process runs, since every type and
  /// field that is asked for holds its table.
  nonisolated(unsafe) private let layout: UnsafePointer<Layout>

  /// The release that the table describes.
  var release: KubernetesRelease { unsafe layout.pointee.release }
  var types: Section { unsafe layout.pointee.types }
  var fields: Section { unsafe layout.pointee.fields }
  var shapes: Section { unsafe layout.pointee.shapes }
  var kinds: Section { unsafe layout.pointee.kinds }
  var formerFields: Section { unsafe layout.pointee.formerFields }
  private var lists: Section { unsafe layout.pointee.lists }
  private var text: Int { unsafe layout.pointee.text }
  private var bytes: TableBytes { unsafe layout.pointee.bytes }

  /// Kubernetes 1.36.
  static let standard = unsafe FactTable(
    UnsafeBufferPointer(start: kubernetes_facts_bytes(), count: kubernetes_facts_size()),
    of: KubernetesRelease(minor: 36))

  /// Kubernetes 1.37, of which nothing is touched unless it is asked for.
  static let next = unsafe FactTable(
    UnsafeBufferPointer(
      start: kubernetes_1_37_facts_bytes(), count: kubernetes_1_37_facts_size()),
    of: KubernetesRelease(minor: 37))

  @unsafe private init(_ buffer: UnsafeBufferPointer<UInt8>, of release: KubernetesRelease) {
    let layout = UnsafeMutablePointer<Layout>.allocate(capacity: 1)
    unsafe layout.initialize(to: Layout(TableBytes(buffer), of: release))
    unsafe self.layout = UnsafePointer(layout)
  }

  /// The sections of a table, as its head counts them.
  private struct Layout {
    let release: KubernetesRelease
    let types: Section
    let fields: Section
    let shapes: Section
    let kinds: Section
    let formerFields: Section
    let lists: Section
    let text: Int
    let bytes: TableBytes

    init(_ table: TableBytes, of release: KubernetesRelease) {
      self.release = release
      bytes = table
      func count(_ index: Int) -> Int { Int(table.word(at: 4 + index * 4)) }
      var next = 4 + 7 * 4
      func section(_ index: Int, width: Int) -> Section {
        defer { next += count(index) * width * 4 }
        return Section(start: next, count: count(index), width: width)
      }
      types = section(0, width: 4)
      fields = section(1, width: 8)
      shapes = section(2, width: 2)
      kinds = section(3, width: 8)
      formerFields = section(4, width: 2)
      lists = section(5, width: 1)
      text = next
    }
  }

  /// Word number `column` of record number `row`.
  func word(_ section: Section, _ row: Int, _ column: Int) -> UInt32 {
    precondition(row >= 0 && row < section.count && column < section.width, "outside the facts")
    return bytes.word(at: section.start + (row * section.width + column) * 4)
  }

  func string(_ offset: UInt32) -> String? {
    offset == Self.none ? nil : bytes.text(at: text + Int(offset))
  }

  func strings(_ index: UInt32) -> [String] {
    guard index != Self.none else { return [] }
    let count = Int(word(lists, Int(index), 0))
    return (0..<count).compactMap { string(word(lists, Int(index) + 1 + $0, 0)) }
  }

  /// The row among `rows` whose text in `column` is `key`; the rows are sorted by its bytes.
  func row(
    of key: String, in section: Section, rows: Range<Int>, column: Int = 0
  ) -> Int? {
    bytes.row(of: key, in: rows) { text + Int(word(section, $0, column)) }
  }

  /// The row of a kind, whose key is its group, version and name with slashes between them.
  func kindRow(of gvk: GroupVersionKind) -> Int? {
    bytes.row(ofJoined: gvk.group, gvk.version, gvk.kind, in: 0..<kinds.count) {
      text + Int(word(kinds, $0, 0))
    }
  }
}
