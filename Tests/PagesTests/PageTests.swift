import Display
import Pages
import Testing

struct PageTests {
  private func text(_ page: Page) -> String {
    String(decoding: page.finished().bytes, as: UTF8.self)
  }

  private func page(filtered: Bool = false) -> Page {
    var page = Page("</title><script>x</script>", lead: "<p>one</p>\n")
    page.chapters = [
      Page.Chapter("First", count: 2, filter: filtered ? Filter() : nil, "<p>1</p>\n"),
      Page.Chapter("</h2>\"><svg onload=x>", "<p>2</p>\n"),
    ]
    return page
  }

  @Test func `a page allows its own script and style by their hashes, and nothing else`() throws {
    let text = text(page(filtered: true))
    let policy = try #require(
      text.firstMatch(of: /Content-Security-Policy" content="([^"]+)"/)?.1)
    let directives = policy.split(separator: ";").map { $0.drop { $0 == " " } }
    #expect(directives[0] == "default-src 'none'")
    #expect(directives[1].wholeMatch(of: /style-src 'sha256-[A-Za-z0-9+\/]{43}='/) != nil)
    #expect(directives[2].wholeMatch(of: /script-src 'sha256-[A-Za-z0-9+\/]{43}='/) != nil)
    #expect(directives[3...] == ["base-uri 'none'", "form-action 'none'"])
    #expect(!policy.contains("unsafe"))
  }

  @Test func `a page without a filter has no script`() {
    let text = text(page())
    #expect(!text.contains("<script") && !text.contains("script-src"))
    #expect(!text.contains("<form"))
  }

  @Test func `words from elsewhere are no markup`() {
    let text = text(page(filtered: true))
    #expect(text.contains("<title>&lt;/title&gt;&lt;script&gt;x&lt;/script&gt;</title>"))
    #expect(text.contains("&lt;/h2&gt;&quot;&gt;&lt;svg onload=x&gt;"))
    #expect(text.ranges(of: "<script").count == 1 && text.ranges(of: "</title>").count == 1)
  }

  @Test func `a page has landmarks, a way past them, and a list of what is in it`() {
    let text = text(page())
    for mark in [
      "<html lang=\"en\">", "<a class=\"skip\" href=\"#main\">", "<header><h1>",
      "<main id=\"main\"",
      "<nav aria-label=\"Contents\">", "<footer>", "<a href=\"#c0\">First</a>",
      "<section id=\"c0\" aria-labelledby=\"h0\"><h2 id=\"h0\">First</h2>",
    ] {
      #expect(text.contains(mark), "\(mark)")
    }
  }

  @Test func `nothing in a page is fetched, and no attribute runs or styles`() {
    let text = text(page(filtered: true))
    for word in ["http:", "https:", "src=", "url(", "@import", "<link", "<img", " style=\""] {
      #expect(!text.contains(word), "\(word)")
    }
    #expect(text.firstMatch(of: /<[a-z][^>]*\son[a-z]+=/) == nil)
  }

  @Test func `a cell says its column where the heads are not seen`() {
    var table = Table("What there is", heads: ["name", "size"])
    #expect(table.text.isEmpty)
    table.add(["a", "\("<b>" as Shown)"])
    let text = String(decoding: table.text.finished().bytes, as: UTF8.self)
    #expect(text.contains("<caption>What there is</caption>"))
    #expect(text.contains("<th scope=\"col\" role=\"columnheader\">size</th>"))
    #expect(text.contains("<th scope=\"row\" role=\"rowheader\">a</th>"))
    #expect(text.contains("<td role=\"cell\" data-head=\"size\">&lt;b&gt;</td>"))
  }

  @Test func `what is new and what is gone are elements of their own`() {
    let text: XMLText = "\(marked: "a \("<b>", .removed) → \("c", .added), d")"
    #expect(
      String(decoding: text.finished().bytes, as: UTF8.self)
        == "a <del>&lt;b&gt;</del> → <ins>c</ins>, d")
  }
}
