import Testing

@testable import ModelDelivery

struct ModelSourceTests {
  private static let digest = String(repeating: "0a", count: 32)

  @Test(arguments: [
    ("models:/loan", ModelSource.registry(name: "loan", .tagged)),
    ("models:/loan@champion", .registry(name: "loan", .alias("champion"))),
    ("models:/loan/12", .registry(name: "loan", .number("12"))),
    ("/mnt/loan", .directory("/mnt/loan", sha256: nil)),
    ("/mnt/loan#sha256=\(digest)", .directory("/mnt/loan", sha256: digest)),
    ("/mnt/loan.tar#sha256=\(digest)", .archive("/mnt/loan.tar", sha256: digest)),
    (
      "https://store/a/loan.tar#sha256=\(digest)",
      .archive("https://store/a/loan.tar", sha256: digest)
    ),
  ])
  func `a source is told by its form`(_ text: String, _ source: ModelSource) throws {
    #expect(try ModelSource(text) == source)
  }

  @Test(arguments: [
    "", "loan", "models:/", "models:/@a", "models:/loan@", "models:/loan/champion", "models:/a/1/2",
    "/mnt/loan.tar", "/mnt/loan.tar#sha256=12", "/mnt/loan.tar#md5=\(digest)",
    "https://store/loan", "/mnt/loan#\(digest)",
  ])
  func `what is no source is refused`(_ text: String) {
    #expect(throws: DeliveryError.self) { try ModelSource(text) }
  }
}
