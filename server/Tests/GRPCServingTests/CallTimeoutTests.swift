import GRPCCore
import Testing

@testable import GRPCServing

struct CallTimeoutTests {
  @Test(arguments: [
    ("2H", Duration.seconds(7200)), ("3M", .seconds(180)), ("1S", .seconds(1)),
    ("250m", .milliseconds(250)), ("5u", .microseconds(5)), ("99999999n", .nanoseconds(99_999_999)),
  ])
  func `a timeout is an amount and a unit`(_ text: String, _ duration: Duration) {
    #expect(CallTimeout.read(["grpc-timeout": "\(text)"]) == duration)
  }

  @Test(arguments: ["", "S", "1", "1s", "-1S", "123456789S", "1 S", "+1S"])
  func `what is no timeout is none`(_ text: String) {
    #expect(CallTimeout.read(["grpc-timeout": "\(text)"]) == nil)
  }

  @Test func `a call without one has none`() {
    #expect(CallTimeout.read(["other": "1S"]) == nil)
  }
}
