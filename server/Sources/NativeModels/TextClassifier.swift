import Glibc
package import Inference

/// A logistic regression over the TF-IDF of a text's words and pairs of words.
package struct TextClassifier: Model {
  /// Texts in, the probabilities of two labels out.
  package let signature: ModelSignature
  /// True: a text takes microseconds.
  package var isInline: Bool { true }

  private let vocabulary: TextVocabulary
  /// For each term its inverse document frequency, and its weight.
  private let terms: [(frequency: Double, weight: Double)]
  private let bias: Double
  /// Tokens that were left out in training.
  private let dropped: [[UInt8]]

  init(
    vocabulary: TextVocabulary, terms: [(frequency: Double, weight: Double)], bias: Double,
    dropped: [[UInt8]]
  ) {
    self.vocabulary = vocabulary
    self.terms = terms
    self.bias = bias
    self.dropped = dropped
    signature = .probabilities(
      of: 2, from: TensorSpecification(name: "text", dataType: .bytes, shape: [-1]))
  }

  /// The probabilities of both labels for each text.
  package func predict(_ inputs: [Tensor]) throws(InferenceError) -> [Tensor] {
    guard inputs.count == 1, case .text(let texts) = inputs[0].elements else {
      throw .invalid(path: "inputs", message: "must be one BYTES tensor")
    }
    var probabilities: [Float] = []
    probabilities.reserveCapacity(texts.count * 2)
    for text in texts {
      let positive = probability(of: text)
      probabilities.append(Float(1 - positive))
      probabilities.append(Float(positive))
    }
    return [Tensor(shape: [texts.count, 2], .float32(probabilities))]
  }

  /// How likely a text is of the second class.
  package func probability(of text: String) -> Double {
    var found = occurrences(in: Tokens(of: text, dropping: dropped))
    found.sort()
    var product = 0.0
    var squares = 0.0
    var index = 0
    while index < found.count {
      let term = found[index]
      var next = index + 1
      while next < found.count, found[next] == term { next += 1 }
      let repeated = next - index
      let count = repeated == 1 ? 1 : 1 + log(Double(repeated))
      let value = count * terms[Int(term)].frequency
      product += value * terms[Int(term)].weight
      squares += value * value
      index = next
    }
    let margin = squares > 0 ? product / squares.squareRoot() + bias : bias
    return 1 / (1 + exp(-margin))
  }

  /// The number of each known word and pair of words, as often as it occurs.
  private func occurrences(in tokens: Tokens) -> [Int32] {
    var found: [Int32] = []
    found.reserveCapacity(tokens.ranges.count * 2)
    var previous: (start: Int, hash: TermHash)?
    for range in tokens.ranges {
      var word = TermHash()
      var pair = previous?.hash
      pair?.add(UInt8(ascii: " "))
      for index in range {
        word.add(tokens.joined[index])
        pair?.add(tokens.joined[index])
      }
      if let term = vocabulary.find(range, of: tokens.joined, hash: word) {
        found.append(Int32(term))
      }
      if let previous, let pair,
        let term = vocabulary.find(
          previous.start..<range.upperBound, of: tokens.joined, hash: pair)
      {
        found.append(Int32(term))
      }
      previous = (range.lowerBound, word)
    }
    return found
  }
}
