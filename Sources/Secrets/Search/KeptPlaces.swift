import Diagnostics

/// The places of secrets in a file, in their order; two overlap only where they are the same.
struct KeptPlaces {
  /// A place, with the number of the hit that is there.
  struct Place {
    var range: ByteRange
    var hit: Int
  }

  private(set) var places: [Place] = []

  /// The places that have bytes in common with a range.
  func overlapping(_ range: ByteRange) -> ArraySlice<Place> {
    let start = first { $0.range.upperBound > range.lowerBound }
    return places[start...].prefix { $0.range.lowerBound < range.upperBound }
  }

  /// Adds a place behind those that begin before it or where it does.
  mutating func insert(_ range: ByteRange, of hit: Int) {
    places.insert(
      Place(range: range, hit: hit), at: first { $0.range.lowerBound > range.lowerBound })
  }

  /// The first place with what is true of all behind it.
  private func first(where isBehind: (Place) -> Bool) -> Int {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(places[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
