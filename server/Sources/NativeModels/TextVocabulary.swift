/// The terms of a text model: found by their UTF-8, without making a string.
struct TextVocabulary: Sendable {
  private(set) var count = 0
  /// The terms' bytes, one after another, and where each ends.
  private var bytes: [UInt8] = []
  private var ends: [Int32] = [0]
  /// A hash table with open addressing: a term's number, or -1.
  private var slots: [Int32]
  private let mask: Int

  /// An empty vocabulary with room for as many terms.
  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: -1, count: size)
    mask = size - 1
    ends.reserveCapacity(capacity + 1)
  }

  /// Adds a term, whose number is the count before; false if it is there already.
  mutating func insert(_ term: ArraySlice<UInt8>) -> Bool {
    precondition(count * 2 <= slots.count, "more terms than the capacity")
    var hash = TermHash()
    for byte in term { hash.add(byte) }
    var slot = hash.value & mask
    while slots[slot] >= 0 {
      if equals(Int(slots[slot]), term) { return false }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(count)
    bytes += term
    ends.append(Int32(bytes.count))
    count += 1
    return true
  }

  /// The number of the term that a part of a buffer spells, whose hash is known.
  func find(_ range: Range<Int>, of buffer: [UInt8], hash: TermHash) -> Int? {
    var slot = hash.value & mask
    while slots[slot] >= 0 {
      if equals(Int(slots[slot]), buffer[range]) { return Int(slots[slot]) }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private func equals(_ term: Int, _ other: ArraySlice<UInt8>) -> Bool {
    let start = Int(ends[term])
    guard Int(ends[term + 1]) - start == other.count else { return false }
    var place = start
    for byte in other {
      guard bytes[place] == byte else { return false }
      place += 1
    }
    return true
  }
}

/// FNV-1a over the bytes of a term, which can go on from a word to a pair.
struct TermHash {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  /// The upper half folded in, because a table uses the lower bits.
  var value: Int { Int(truncatingIfNeeded: (state ^ (state >> 32)) & 0x7fff_ffff) }
}
