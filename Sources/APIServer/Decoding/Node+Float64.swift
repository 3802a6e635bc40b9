import YAML

extension Node {
  /// The number with the digits that a float64 has in JSON; anything else as it is.
  var asFloat64: Node {
    guard let scalar, let number = scalar.number, let text = NumberFormat.json(number),
      text != scalar.text
    else { return self }
    return Node(.scalar(Scalar(text: text, type: scalar.type)), origin: origin)
  }

  /// The same for a number that is no int64, as a server holds it whose field has no type.
  var asUntypedNumber: Node { scalar?.integer == nil ? asFloat64 : self }
}
