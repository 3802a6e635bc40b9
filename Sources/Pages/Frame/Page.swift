package import Display

/// One page for a browser, whole in itself: it loads nothing, sends nothing, and reads the same without its
/// script, which only filters and folds.
///
/// Everything that is put into it was escaped by ``Display/XMLText``. What may run or style it is named by
/// the hash of its text, so that nothing that slipped in could.
package struct Page {
  /// What it is about, in a few words.
  package var title: Shown
  /// What there is to say at once, as paragraphs.
  package var lead: XMLText
  /// What follows.
  package var chapters: [Chapter] = []

  /// One page of these words.
  package init(_ title: Shown, lead: XMLText) {
    self.title = title
    self.lead = lead
  }

  /// A part of a page with a heading, which a list of contents leads to.
  package struct Chapter: Sendable {
    /// What its heading says.
    package var title: Shown
    /// How much there is of it, for the list of contents; nil where nobody counts.
    package var count: Int?
    /// What stands below the heading.
    package var content: XMLText
    /// Whether a filter goes over what is in it, which then has items.
    package var filter: Filter?

    package init(_ title: Shown, count: Int? = nil, filter: Filter? = nil, _ content: XMLText) {
      self.title = title
      self.count = count
      self.filter = filter
      self.content = content
    }
  }

  /// The page as it is to be written.
  package func finished() -> MachineText {
    let script: XMLText = "<script>\(FilterScript.text)</script>\n"
    let isFiltered = chapters.contains { $0.filter != nil }
    let page: XMLText = """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"/>
      <meta http-equiv="Content-Security-Policy" content="\(ContentPolicy.text(withScript: isFiltered))"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="referrer" content="no-referrer"/>
      <title>\(title)</title>
      <style>\(StyleSheet.text)</style></head><body>
      <a class="skip" href="#main">Skip to the content</a>
      <header><h1>\(title)</h1>
      \(lead)</header>
      \(contents)<main id="main" tabindex="-1">
      \(body)</main>
      <footer><p>Made by Sluice. This page is whole: it loads nothing and sends nothing.</p></footer>
      \(isFiltered ? script : "")</body></html>

      """
    return page.finished()
  }

  private var contents: XMLText {
    guard chapters.count > 1 else { return "" }
    var items: XMLText = ""
    for (index, chapter) in chapters.enumerated() {
      let count: XMLText = chapter.count.map { " <span class=\"count\">\($0)</span>" } ?? ""
      items += "<li><a href=\"#c\(index)\">\(chapter.title)</a>\(count)</li>\n"
    }
    return "<nav aria-label=\"Contents\"><ul>\n\(items)</ul></nav>\n"
  }

  private var body: XMLText {
    var body: XMLText = ""
    for (index, chapter) in chapters.enumerated() {
      body += """
        <section id="c\(index)" aria-labelledby="h\(index)"><h2 id="h\(index)">\(chapter.title)</h2>
        \(chapter.filter?.form(of: chapter.title) ?? "")\(chapter.content)</section>

        """
    }
    return body
  }
}
