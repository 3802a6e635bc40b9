import YAML

/// Holds a difference against what both sides had before.
struct ThreeWay {
  /// Which side changed.
  let classification: Classification
  /// What the target is to say where it takes the source's change, in the target's words; nil for
  /// nothing.
  let value: Node?

  init(
    _ difference: Difference, base: BaseValue, words: EnvironmentWords, reading: FileReading
  ) {
    let (source, target) = (difference.source?.node, difference.target?.node)
    let taken = words.translated(difference, reading)
    guard case .known(let base, let agreement) = base else {
      (classification, value) = (.undecided, taken)
      return
    }
    guard agreement != .earlier else {
      (classification, value) = (.pending, taken)
      return
    }
    let compared = DifferenceSearch(words: words, kind: .yaml)
    let isSourceSame = ThreeWay.areEqual(source, base?.node)
    let isTargetSame = compared.areEqual(base?.node, target)
    switch (isSourceSame, isTargetSame) {
    case (false, true), (true, true): (classification, value) = (.pending, taken)
    case (true, false):
      // What it added by itself, or had when the source was last promoted, repairs nothing.
      let isOwn = agreement == .promotion || base == nil
      (classification, value) = (isOwn ? .environmentSpecific : .hotfix, taken)
    case (false, false):
      if let base, let merged = Self.merge(taken, base.node, target, words, difference) {
        (classification, value) = (.pending, merged)
      } else {
        // Added on both sides, with different values from the first day on.
        (classification, value) = (base == nil ? .undecided : .conflict, taken)
      }
    }
  }

  private static func areEqual(_ left: Node?, _ right: Node?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?): left.isEqual(to: right)
    default: false
    }
  }

  /// A text of lines, or a list without names, with both changes; nil where they meet.
  private static func merge(
    _ source: Node?, _ base: Node, _ target: Node?, _ words: EnvironmentWords,
    _ difference: Difference
  ) -> Node? {
    guard difference.members == nil, let source, let target else { return nil }
    let base = words.translated(base, at: difference.field)
    if let new = source.string, let old = base.string, let own = target.string,
      [new, old, own].allSatisfy({ $0.contains("\n") })
    {
      let lines = { (text: String) in
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      }
      return ThreeWayList.merge(base: lines(old), source: lines(new), target: lines(own)).map {
        Node(Scalar(string: $0.joined(separator: "\n"), style: target.scalar?.style ?? .literal))
      }
    }
    guard let new = source.elements, let old = base.elements, let own = target.elements else {
      return nil
    }
    return ThreeWayList.merge(
      base: old.map(Element.init), source: new.map(Element.init), target: own.map(Element.init)
    ).map { Node($0.map(\.node)) }
  }

  /// An element of a list, the same where it says the same.
  struct Element: Hashable {
    let node: Node
    private let text: String

    init(_ node: Node) {
      self.node = node
      text = node.json
    }

    static func == (left: Element, right: Element) -> Bool { left.text == right.text }
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
  }
}
