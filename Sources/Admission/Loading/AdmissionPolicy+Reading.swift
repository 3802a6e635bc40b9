import Kubernetes

extension ParamKind {
  init(_ reader: ObjectReader) {
    self.init(apiVersion: reader.string("apiVersion"), kind: reader.string("kind"))
  }
}

extension NamedExpression {
  init(_ reader: ObjectReader) {
    self.init(name: reader.string("name"), expression: reader.expression("expression"))
  }

  /// Reads an expression that the server compiles without the white space at both ends.
  init(trimming reader: ObjectReader) {
    self.init(
      name: reader.string("name"), expression: reader.expression("expression").trimmed)
  }
}

extension ParamRef {
  init(_ reader: ObjectReader) {
    self.init(
      name: reader.string("name"), namespace: reader.string("namespace"),
      selector: reader.selector("selector"),
      parameterNotFoundAction: reader.choice("parameterNotFoundAction") ?? .deny)
  }
}
