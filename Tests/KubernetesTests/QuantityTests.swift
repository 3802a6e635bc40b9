import Kubernetes
import Testing

struct QuantityTests {
  @Test(arguments: [
    ("0", "0"), ("1", "1"), ("1000", "1k"), ("1500", "1500"), ("0.5", "500m"), ("1.5", "1500m"),
    ("100m", "100m"), ("1000m", "1"), ("1024Mi", "1Gi"), ("1Gi", "1Gi"), ("1.5Gi", "1536Mi"),
    ("1e3", "1e3"), ("1e2", "100"), ("2E3", "2e3"), ("12e6", "12e6"), ("100", "100"),
    ("0.1Mi", "104857600m"), ("1.", "1"), (".5", "500m"), ("+1", "1"), ("-1", "-1"),
    ("-1000m", "-1"), ("1u", "1u"), ("1n", "1n"), ("0.0000000001", "1n"), ("1023Ki", "1023Ki"),
    ("1Ki", "1Ki"), ("0.5Ki", "512"), ("9223372036854775807", "9223372036854775807"),
    ("99999999999999999999", "9223372036854775807"), ("10Ei", "9223372036854775807"),
    ("0001", "1"), ("0.50Ki", "512"), ("2147483648", "2147483648"), ("70000", "70k"),
    ("1E", "1E"),
  ])
  func `a quantity is stored in its canonical form`(text: String, canonical: String) throws {
    #expect(try Quantity(text).description == canonical)
  }

  @Test(arguments: [
    ("", Quantity.ParsingError.format), ("abc", .format), ("1 Gi", .format), ("1Gi2x", .format),
    ("--1", .suffix), ("1..5", .format), ("1.5.2", .format), ("1Kx", .format), ("1mm", .suffix),
    ("1iK", .suffix), ("1K", .suffix), ("1Gb", .format), ("1e", .suffix), ("1G5", .suffix),
    (" 1", .format), ("1e3.5", .format),
  ])
  func `a text that is no quantity is refused in the server's words`(
    text: String, error: Quantity.ParsingError
  ) {
    #expect(throws: error) { try Quantity(text) }
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

  @Test func `a sum is exact`() throws {
    let sum = try Quantity("0.1") + Quantity("1Gi")
    #expect(sum?.description == "1073741824100m")
  }
}
