import CEL
import Testing

@Suite struct KubernetesLibraryTests {
  @Test(arguments: [
    ("0", "0"), ("1000m", "1"), ("1500m", "1500m"), ("1.5Gi", "1536Mi"), ("1024Ki", "1Mi"),
    ("0.5Gi", "512Mi"), ("100Ki", "100Ki"), ("1023", "1023"), ("1e3", "1e3"), ("12e-3", "12e-3"),
    ("2000000", "2M"), ("-1.5", "-1500m"), ("0.1n", "1n"), ("1.0000000001", "1000000001n"),
    ("999999999999999999999Gi", "9223372036854775807"), ("1.Gi", "1Gi"), ("+5k", "5k"),
    ("0.0005Ki", "512m"), ("500Mi", "500Mi"), ("0Mi", "0"),
  ])
  func `a quantity prints in its canonical form`(written: String, printed: String) throws {
    #expect(
      text(try evaluate("quantity('\(written)')").value)
        == "{\"type\":\"kubernetes.Quantity\",\"value\":\"\(printed)\"}")
  }

  @Test(arguments: ["", "abc", "1gb", "1 Gi", "1Gii", "--1", "1ee3", "0x1", "1.2.3"])
  func `text of another form is no quantity`(written: String) throws {
    #expect(text(try evaluate("isQuantity('\(written)')").value) == "{\"bool\":false}")
  }

  @Test func `a sum of quantities is not compared with ==, as on the server`() throws {
    let error = try evaluate(
      "quantity('1') == quantity('1').add(quantity('0'))"
    ).value.error
    #expect(error?.message == "no such overload")
    #expect(
      text(
        try evaluate("quantity('1').add(quantity('1Gi')).compareTo(quantity('1073741825'))").value)
        == "{\"int\":\"0\"}")
  }

  @Test(arguments: [
    ("::", "::"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("::ffff", "::ffff"),
    ("2001:DB8::0:1", "2001:db8::1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
    ("64:ff9b::1.2.3.4", "64:ff9b::102:304"), ("0.0.0.0", "0.0.0.0"),
  ])
  func `an address prints in its canonical form`(written: String, printed: String) throws {
    #expect(
      text(try evaluate("string(ip('\(written)'))").value) == "{\"string\":\"\(printed)\"}")
  }

  @Test(arguments: [
    "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1..2.3", ":::", "1::2::3", "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9", "12345::", "::1%eth0", "::ffff:1.2.3.4", "g::", "", "1:", ":1",
  ])
  func `text of another form is no address`(written: String) throws {
    #expect(text(try evaluate("isIP('\(written)')").value) == "{\"bool\":false}")
  }

  @Test(arguments: [
    ("http://h%zz/", "invalid URL escape \\\"%zz\\\""), ("http://[::1", "missing ']' in host"),
    ("http://a b/", "invalid character \\\" \\\" in host name"),
    (":x", "missing protocol scheme"), ("1a:b", "invalid URI for request"),
  ])
  func `a broken URL says what is wrong`(written: String, reason: String) throws {
    let value = text(try evaluate("url('\(written)')").value)
    #expect(value.hasSuffix(": \(reason)\"}"), "\(value)")
  }

  @Test func `an authorizer is asked what the expression puts together`() throws {
    struct Recorder: Authorizing {
      func decide(_ request: AuthorizationRequest) -> AuthorizationDecision {
        AuthorizationDecision(
          isAllowed: request.verb == "get" && request.resource == "pods"
            && request.namespace == "n" && request.serviceAccount?.name == "sa",
          reason: request.subresource)
      }
    }
    let program = try ExpressionEnvironment.kubernetes
      .declaring(["authorizer": AuthorizerValue.declaredType])
      .compile(
        """
        authorizer.serviceAccount('n', 'sa').group('').resource('pods').subresource('log')
          .namespace('n').check('get').allowed()
        """
      ).get()
    let activation = Activation(["authorizer": AuthorizerValue.authorizer(Recorder())])
    let evaluation = program.evaluate(activation)
    #expect(text(evaluation.value) == "{\"bool\":true}")
    #expect(evaluation.cost == 350_007)
  }
}
