/// What is due, soonest first; what is due at the same moment comes in the order of its entry.
struct Agenda<Item> {
  private var heap: [Entry] = []
  private var entered = 0

  private struct Entry {
    let time: SimulatedTime
    let number: Int
    let item: Item

    func isBefore(_ other: Entry) -> Bool {
      (time, number) < (other.time, other.number)
    }
  }

  /// When the next item is due; nil where there is none.
  var next: SimulatedTime? { heap.first?.time }

  mutating func add(_ item: Item, at time: SimulatedTime) {
    entered += 1
    heap.append(Entry(time: time, number: entered, item: item))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].isBefore(heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// The next item, which is due no later than `time`; nil where there is none.
  mutating func take(dueAt time: SimulatedTime) -> Item? {
    guard let first = heap.first, first.time <= time else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first.item }
    heap[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child].isBefore(heap[least]) {
        least = child
      }
      guard least != parent else { return first.item }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
