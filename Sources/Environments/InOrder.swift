/// Does `work` for every element, at most `width` at a time, and returns the results in the order of
/// the elements.
///
/// With a width of one, or a single element, nothing is spawned: starting the pool of threads costs
/// more than most runs take.
package func inOrder<Element: Sendable, Result: Sendable>(
  _ elements: [Element], width: Int, _ work: @escaping @Sendable (Element) -> Result
) async -> [Result] {
  guard width > 1, elements.count > 1 else { return elements.map(work) }
  return await withTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: elements.count)
    var waiting = elements.enumerated().makeIterator()
    func startNext() {
      guard let (index, element) = waiting.next() else { return }
      group.addTask { (index, work(element)) }
    }
    for _ in 0..<width { startNext() }
    for await (index, result) in group {
      results[index] = result
      startNext()
    }
    return results.compactMap(\.self)
  }
}

/// Does two things, at a time where `width` allows it.
package func both<First: Sendable, Second: Sendable>(
  width: Int, _ first: @Sendable () async -> First, _ second: @Sendable () async -> Second
) async -> (First, Second) {
  guard width > 1 else { return (await first(), await second()) }
  async let other = second()
  return (await first(), await other)
}
