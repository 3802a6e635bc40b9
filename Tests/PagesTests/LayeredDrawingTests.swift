import Display
import Pages
import Testing

struct LayeredDrawingTests {
  private func svg(
    _ boxes: [LayeredDrawing.Box], _ lines: [(Int, Int)] = [], titled title: Shown = "What there is"
  ) -> String {
    let drawing = LayeredDrawing(boxes, lines: lines.map { (from: $0.0, to: $0.1) })
    let svg = drawing.svg(titled: title, describedBy: "in words", anchor: "t", number: 1)
    return String(decoding: svg.finished().bytes, as: UTF8.self)
  }

  /// Where the boxes are, in their order.
  private func places(_ svg: String) -> [[Int]] {
    svg.matches(of: /<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/).map {
      [$0.1, $0.2, $0.3, $0.4].compactMap { Int($0) }
    }
  }

  @Test func `boxes with and without lines are all inside and apart`() throws {
    let boxes = (0..<60).map { index in
      LayeredDrawing.Box(
        column: index % 4, kind: "Kind", name: "name-\(index)",
        remarks: Array(repeating: "remark", count: index % 5))
    }
    var lines: [(Int, Int)] = []
    for from in 0..<40 where from % 4 < 3 { lines += [(from, from + 1), (from, (from + 5) % 40)] }
    let svg = svg(boxes, lines.filter { $0.1 % 4 == $0.0 % 4 + 1 })
    let size = try #require(svg.firstMatch(of: /viewBox="0 0 (\d+) (\d+)"/))
    let places = places(svg)
    #expect(places.count == 60)
    for (index, one) in places.enumerated() {
      #expect(one[0] + one[2] < Int(size.1) ?? 0 && one[1] + one[3] < Int(size.2) ?? 0)
      for other in places.dropFirst(index + 1) {
        let isApart =
          one[0] + one[2] < other[0] || other[0] + other[2] < one[0]
          || one[1] + one[3] < other[1] || other[1] + other[3] < one[1]
        #expect(isApart, "\(one) \(other)")
      }
    }
  }

  @Test func `a column without boxes takes no room`() {
    let boxes = [
      LayeredDrawing.Box(column: 2, kind: "A", name: "one"),
      LayeredDrawing.Box(column: 3, kind: "B", name: "two"),
    ]
    #expect(places(svg(boxes, [(0, 1)])).map { $0[0] } == [2, 274])
  }

  @Test func `a long name is cut, and whole in its title; none is markup`() {
    let long = "begin-" + String(repeating: "x", count: 300) + "-end"
    let text = svg(
      [
        LayeredDrawing.Box(column: 0, kind: "K", name: long, remarks: [long]),
        LayeredDrawing.Box(
          column: 0, kind: "</title>", name: "\"><script>\u{202E}", style: .absent),
      ], titled: "</svg>\("<b>" as String)")
    #expect(text.contains("<title>K \(long) \(long)</title>"))
    #expect(text.contains(">begin-xxxxxxxxxxx…xxxxx-end</text>"))
    #expect(!text.contains("<script>") && text.contains("&quot;&gt;&lt;script&gt;\\u{202E}"))
    #expect(text.contains("<g class=\"absent\">"))
    #expect(text.ranges(of: "</svg>").count == 1)
  }

  @Test func `who does not see the drawing is told what it shows and where it stands in words`() {
    let text = svg([LayeredDrawing.Box(column: 0, kind: "A", name: "one")])
    #expect(text.contains("role=\"img\" aria-labelledby=\"t1t\" aria-describedby=\"t1d\""))
    #expect(
      text.contains("<title id=\"t1t\">What there is</title><desc id=\"t1d\">in words</desc>"))
  }
}
