/// A half-open range of byte offsets into one source file.
///
/// Offsets are 0-based and fit 32 bits: a source file is at most 4 GiB, and readers refuse far
/// smaller ones.
package struct ByteRange: Hashable, Sendable, Comparable {
  private let lower: UInt32
  private let upper: UInt32

  /// The offset of the first byte.
  package var lowerBound: Int { Int(lower) }
  /// The offset just past the last byte; equal to `lowerBound` when the range is empty.
  package var upperBound: Int { Int(upper) }
  /// How many bytes the range holds.
  package var count: Int { upperBound - lowerBound }
  /// Whether the range holds no byte and only marks a place.
  package var isEmpty: Bool { lower == upper }

  /// - Precondition: `0 <= lowerBound <= upperBound <= UInt32.max`.
  package init(_ lowerBound: Int, _ upperBound: Int) {
    precondition(lowerBound <= upperBound, "a byte range must not end before it begins")
    lower = UInt32(lowerBound)
    upper = UInt32(upperBound)
  }

  /// - Precondition: `0 <= lowerBound`, and `upperBound <= UInt32.max`.
  package init(_ range: Range<Int>) { self.init(range.lowerBound, range.upperBound) }

  /// The same range for subscripting an array of bytes.
  package var indices: Range<Int> { lowerBound..<upperBound }

  /// Whether `other` lies wholly inside this range.
  package func contains(_ other: ByteRange) -> Bool {
    lower <= other.lower && other.upper <= upper
  }

  /// Whether the byte at `offset` is in the range; the byte just past its end is not.
  package func contains(_ offset: Int) -> Bool { lowerBound <= offset && offset < upperBound }

  /// Orders by beginning, then by end.
  package static func < (left: ByteRange, right: ByteRange) -> Bool {
    (left.lower, left.upper) < (right.lower, right.upper)
  }
}
