import Display
import Reporting
import TestKit
import Testing

struct RecordedReportTests {
  @Test(arguments: SampleReport.all, ReportFormat.allCases)
  func `each format writes what was recorded`(_ sample: SampleReport, _ format: ReportFormat) throws
  {
    try expect(
      sample.report.output(as: format).rendered(),
      GoldenFile("reporting/\(sample.name).\(format.fileExtension)"))
  }

  @Test func `colours are set where they are asked for`() throws {
    let sample = try #require(SampleReport.all.first)
    try expect(
      sample.report.output(as: .text).rendered(color: true),
      GoldenFile("reporting/fleet.color.txt"))
  }

  /// Compares the texts where the bytes differ, so that a failure shows the line.
  private func expect(
    _ output: [UInt8], _ golden: GoldenFile, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    guard try !golden.matches(output) else { return }
    let expected = try golden.contents()
    #expect(
      String(decoding: output, as: UTF8.self) == String(decoding: expected, as: UTF8.self),
      sourceLocation: sourceLocation)
  }

  @Test(arguments: ReportFormat.allCases)
  func `a hidden source is quoted nowhere`(_ format: ReportFormat) throws {
    let sample = try #require(SampleReport.all.first { $0.name == "hostile" })
    let output = sample.report.output(as: format).rendered()
    #expect(!String(decoding: output, as: UTF8.self).contains("hunter2"))
  }

  @Test(arguments: ReportFormat.allCases)
  func `nothing from the repository acts on a reader`(_ format: ReportFormat) throws {
    let sample = try #require(SampleReport.all.first { $0.name == "hostile" })
    let output = sample.report.output(as: format).rendered()
    let text = String(decoding: output, as: UTF8.self)
    let active = text.unicodeScalars.filter { scalar in
      (scalar.value < 0x20 && scalar != "\n") || (0x7F...0x9F).contains(scalar.value)
        || (0x2028...0x202E).contains(scalar.value)
    }
    #expect(active.isEmpty)
    for line in text.split(separator: "\n") {
      let isCommand = line.drop { $0 == " " }.starts(with: "::")
      #expect(isCommand == (format == .github))
      #expect(!line.contains("##[") && !line.contains("##vso["))
    }
  }
}

extension ReportFormat {
  fileprivate var fileExtension: String {
    switch self {
    case .text: "txt"
    case .json, .sarif: rawValue
    case .junit: "junit.xml"
    case .github: "github.txt"
    case .gitlab: "gitlab.json"
    case .markdown: "md"
    case .html: rawValue
    }
  }
}
