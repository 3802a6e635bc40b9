import Glibc
import NativeModels
import Testing

@Suite struct ForestPropertyTests {
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `a forest gives the sums of its trees, taken one question at a time`(
    _ seed: UInt64
  ) throws {
    var generator = SplitMix(state: seed)
    let columns = Int.random(in: 1...6, using: &generator)
    let classes = Int.random(in: 1...3, using: &generator)
    var trees: [Tree] = []
    for _ in 0..<(classes * Int.random(in: 1...8, using: &generator)) {
      trees.append(Tree.random(depth: 0, columns: columns, using: &generator))
    }
    var text = ForestText()
    text.columns = columns
    text.trees = trees.map { $0.json(shuffledBy: &generator) }
    text.groups = trees.indices.map { $0 % classes }
    text.base = "5E-1"
    if classes > 1 {
      text.objective = "multi:softprob"
      text.classes = classes
    }
    let forest = try ForestEngine.read(Array(text.json.utf8), named: "m")
    for _ in 0..<50 {
      let row = (0..<columns).map { _ in
        Int.random(in: 0..<5, using: &generator) == 0
          ? Float.nan : Float(Int.random(in: -8...8, using: &generator)) / 4
      }
      var sums = Array(repeating: Float(0.5), count: classes)
      for (index, tree) in trees.enumerated() { sums[index % classes] += tree.value(for: row) }
      let found = forest.prediction(for: row)
      if classes == 1 {
        #expect(found == sums)
      } else {
        let powers = sums.map { exp(Double($0)) }
        let total = powers.reduce(0, +)
        for (value, power) in zip(found, powers) {
          #expect(abs(Double(value) - power / total) < 1e-6)
        }
      }
    }
  }

  @Test(arguments: ["logistic.ubj", "logistic.json"])
  func `a file that ends early is an error wherever it ends`(_ name: String) throws {
    let bytes = try fixture(name)
    for length in Array(0..<400) + Array(stride(from: 400, to: bytes.count, by: 97)) {
      #expect(throws: (any Error).self, "\(length) bytes") {
        try ForestEngine.read(Array(bytes[..<length]), named: name)
      }
    }
  }

  @Test(arguments: ["logistic.ubj", "logistic.json"])
  func `a file with a wrong byte is an error or predicts, and never a crash`(
    _ name: String
  ) throws {
    let bytes = try fixture(name)
    var generator = SplitMix(state: 7)
    var refused = 0
    for _ in 0..<150 {
      var wrong = bytes
      wrong[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
        in: 0...255, using: &generator)
      guard let forest = try? ForestEngine.read(wrong, named: name), forest.columns < 1000 else {
        refused += 1
        continue
      }
      let row = Array(repeating: Float.nan, count: forest.columns)
      #expect(forest.prediction(for: row).count == forest.outputCount)
    }
    #expect(refused > 0)
  }
}

/// A tree as it is drawn, which is evaluated question by question.
private indirect enum Tree {
  case leaf(Float)
  case split(column: Int, below: Float, missingGoesLeft: Bool, left: Tree, right: Tree)

  static func random(depth: Int, columns: Int, using generator: inout SplitMix) -> Tree {
    guard depth < 9, Int.random(in: 0..<4, using: &generator) > 0 else {
      return .leaf(Float.random(in: -1...1, using: &generator))
    }
    return .split(
      column: Int.random(in: 0..<columns, using: &generator),
      below: Float(Int.random(in: -8...8, using: &generator)) / 4,
      missingGoesLeft: Bool.random(using: &generator),
      left: random(depth: depth + 1, columns: columns, using: &generator),
      right: random(depth: depth + 1, columns: columns, using: &generator))
  }

  func value(for row: [Float]) -> Float {
    switch self {
    case .leaf(let value): value
    case .split(let column, let below, let missingGoesLeft, let left, let right):
      (row[column].isNaN ? missingGoesLeft : row[column] < below)
        ? left.value(for: row) : right.value(for: row)
    }
  }

  private var size: Int {
    switch self {
    case .leaf: 1
    case .split(_, _, _, let left, let right): 1 + left.size + right.size
    }
  }

  /// The tree as XGBoost writes it, with its nodes in any order behind the root.
  func json(shuffledBy generator: inout SplitMix) -> String {
    var free = Array(1..<size).shuffled(using: &generator)
    var left = Array(repeating: -1, count: size)
    var right = left
    var columns = Array(repeating: 0, count: size)
    var missingGoesLeft = columns
    var values = Array(repeating: Float(0), count: size)
    func place(_ tree: Tree, at node: Int) {
      switch tree {
      case .leaf(let value): values[node] = value
      case .split(let column, let below, let isLeft, let first, let second):
        columns[node] = column
        values[node] = below
        missingGoesLeft[node] = isLeft ? 1 : 0
        left[node] = free.removeLast()
        right[node] = free.removeLast()
        place(first, at: left[node])
        place(second, at: right[node])
      }
    }
    place(self, at: 0)
    return ForestText.tree(
      left: left, right: right, columns: columns, values: values,
      missingGoesLeft: missingGoesLeft)
  }
}

/// A generator that gives the same numbers for a seed on every machine.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
