import Values
import Testing

struct QuantityTests {
  @Test(arguments: [
    ("0", "0"), ("1", "1"), ("1000", "1k"), ("1500", "1500"), ("0.5", "500m"), ("1.5", "1500m"),
    ("100m", "100m"), ("1000m", "1"), ("1024Mi", "1Gi"), ("1Gi", "1Gi"), ("1.5Gi", "1536Mi"),
    ("1e3", "1e3"), ("1e2", "100"), ("2E3", "2e3"), ("12e6", "12e6"), ("100", "100"),
    ("0.1Mi", "104857600m"), ("1.", "1"), (".5", "500m"), ("+1", "1"), ("-1", "-1"),
    ("-1000m", "-1"), ("1u", "1u"), ("1n", "1n"), ("0.0000000001", "1n"), ("1023Ki", "1023Ki"),
    ("1Ki", "1Ki"), ("0.5Ki", "512"), ("9223372036854775807", "9223372036854775807"),
    ("99999999999999999999", "99999999999999999999"), ("10Ei", "9223372036854775807"),
    ("0001", "1"), ("0.50Ki", "512"), ("2147483648", "2147483648"), ("70000", "70k"),
    ("1E", "1E"), ("12E", "12E"), ("-10Ei", "-9223372036854775807"), ("Gi", "0"), ("-", "0"),
    ("0.000000000001Ki", "2n"), ("1e4294967296", "1"),
    ("12345678901234567890123e3", "12345678901234567890123e3"),
  ])
  func `a quantity is stored in its canonical form`(text: String, canonical: String) throws {
    #expect(try Quantity(text).description == canonical)
  }

  @Test(arguments: [
    ("", Quantity.ParsingError.format), ("abc", .format), ("1 Gi", .format), ("1Gi2x", .format),
    ("--1", .suffix), ("1..5", .format), ("1.5.2", .format), ("1Kx", .format), ("1mm", .suffix),
    ("1iK", .suffix), ("1K", .suffix), ("1Gb", .format), ("1e", .suffix), ("1G5", .suffix),
    (" 1", .format), ("1e3.5", .format), ("e-10", .number), (".e-10", .number), ("1e+", .suffix),
  ])
  func `a text that is no quantity is refused in the server's words`(
    text: String, error: Quantity.ParsingError
  ) {
    #expect(throws: error) { try Quantity(text) }
  }

  /// Digits that 128 bits do not hold once the suffix is multiplied in.
  @Test(arguments: [
    ("1.500000000000000000000000000000Gi", "1536Mi"),
    ("1.5000000000000000000000000000000000000000Gi", "1536Mi"),
    ("1.500000000000000000000000000001Gi", "1610612736000000001n"),
    ("2.00000000000000000001Ei", "2305843009213693952011529216n"),
    ("7.99999999999999999999999999999Ei", "9223372036854775807"),
    ("0.0000000000000000000000000000001Ei", "1n"),
    ("1234567890123456789012345678901", "1234567890123456789012345678901"),
    (
      "-1234567890123456789012345678901234567890123456789",
      "-1234567890123456789012345678901234567890123456789"
    ),
    ("1.0000000000000000000000000000001", "1000000001n"),
  ])
  func `thirty digits and more are read exactly`(text: String, canonical: String) throws {
    #expect(try Quantity(text).description == canonical)
  }

  @Test func `quantities compare by value whatever their notation`() throws {
    #expect(try Quantity("1Gi") == Quantity("1024Mi"))
    #expect(try Quantity("1000m") == Quantity("1"))
    #expect(try Quantity("1G") < Quantity("1Gi"))
    #expect(try Quantity("-2") < Quantity("-1"))
    #expect(try Quantity("-1") < Quantity("0"))
    #expect(try Quantity("1e100") > Quantity("1Ei"))
    #expect(try Quantity("0.1") < Quantity("0.11"))
    #expect(try !(Quantity("5") < Quantity("5")))
  }

  @Test func `a resource list keeps thousandths, rounded up`() throws {
    #expect(try Quantity("1500u").roundedUpToMilli.description == "2m")
    #expect(try Quantity("1.0001").roundedUpToMilli.description == "1001m")
    #expect(try Quantity("1500m").roundedUp == 2)
    #expect(try Quantity("-1500m").roundedUp == -2)
    #expect(try Quantity("2500u").milliValue == 3)
  }

  @Test func `a sum or a difference is exact`() throws {
    let sum = try Quantity("0.1") + Quantity("1Gi")
    #expect(sum?.description == "1073741824100m")
    let difference = try Quantity("1Gi") - Quantity("1Mi")
    #expect(difference?.description == "1023Mi")
    let large = try Quantity("9223372036854775807") + Quantity("1n")
    #expect(large?.description == "9223372036854775807000000001n")
  }

  @Test func `a sum is written as its first term unless that is zero`() throws {
    #expect(try (Quantity("1Gi") + Quantity("1024"))?.description == "1048577Ki")
    #expect(try (Quantity("0") + Quantity("1Gi"))?.description == "1Gi")
    #expect(try (Quantity("0") - Quantity("1Gi"))?.description == "-1Gi")
    #expect(try (Quantity("1Gi") - Quantity("1Gi"))?.description == "0")
  }

  @Test func `a sum that would write out billions of zeros is refused`() throws {
    #expect(try Quantity("1e2000000000") + Quantity("1") == nil)
    #expect(try (Quantity("1e2000000000") + Quantity("0"))?.isZero == false)
  }

  /// What has eighteen digits is held otherwise than what has more.
  @Test func `numbers of eighteen digits and of nineteen are of one kind`() throws {
    let (large, larger) = (try Quantity("999999999999999999"), try Quantity("1000000000000000000"))
    #expect((large + Quantity(1))?.description == "1E")
    #expect((larger - Quantity(1))?.description == "999999999999999999")
    #expect((-larger + Quantity(1))?.description == "-999999999999999999")
    #expect((large - larger)?.description == "-1")
    #expect(large < larger)
    #expect(-larger < -large)
    #expect(try larger * 10 == Quantity("10000000000000000000"))
    #expect(
      try Quantity("1000000000000000000001") - Quantity("1000000000000000000000") == Quantity(1))
    #expect(try Quantity("999999999999999999999m").roundedUp == 1_000_000_000_000_000_000)
    #expect(large.approximate == 1e18)
  }

  @Test func `a product is exact`() throws {
    #expect(try (Quantity("250m") * 3).description == "750m")
    #expect(try (Quantity("1.5Gi") * 1_000).description == "1500Gi")
    #expect(try (Quantity("1.5Gi") * -2).description == "-3Gi")
    #expect(
      try (Quantity("9223372036854775807") * Int.max).description
        == "85070591730234615847396907784232501249")
    #expect(try (Quantity("100m") * 0).isZero)
  }

  @Test func `rounding goes away from zero`() throws {
    #expect(try Quantity("1.1").roundedUpToInteger.description == "2")
    #expect(try Quantity("-1.1").roundedUpToInteger.description == "-2")
    #expect(try Quantity("1.5Gi").roundedUpToInteger.description == "1536Mi")
    #expect(try Quantity("1n").roundedUp == 1)
    #expect(try Quantity("1e30").roundedUp == nil)
    #expect(try Quantity("1e30").roundedUpToMilli == Quantity("1e30"))
    #expect(try Quantity("9223372036854775807").milliValue == nil)
  }

  @Test func `a whole number is told by its value, an integer of CEL by its notation`() throws {
    #expect(try Quantity("1000m").isInteger)
    #expect(try Quantity("1000m").integer == nil)
    #expect(try Quantity("5k").integer == 5_000)
    // The server holds it as a decimal.
    #expect(try Quantity("1Pi").integer == nil)
    #expect(try !Quantity("1001u").isMilliExact)
    #expect(try Quantity("1.0000").isMilliExact)
  }

  @Test(arguments: [
    ("0.5", 0.5), ("50m", 0.05), ("1.5Gi", 1_610_612_736), ("1e400", .infinity),
    ("99999999999999999999", 1e20), ("-2k", -2_000),
  ])
  func `a double comes near the value`(text: String, value: Double) throws {
    #expect(try Quantity(text).approximate == value)
  }

  @Test func `a long number takes time in proportion to its digits`() throws {
    let digits = String(repeating: "7", count: 200_000)
    #expect(try Quantity(digits).description == digits)
    #expect(try Quantity("0.\(digits)Gi") < Quantity("1Gi"))
  }
}
