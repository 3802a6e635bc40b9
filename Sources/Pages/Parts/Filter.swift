import Display

/// What a reader may choose by which items of a chapter are shown.
///
/// It is hidden where no script runs. An item has `data-item`, and `data-class` and `data-places` where there is a choice of these.
package struct Filter: Sendable {
  /// The classes that items are of, as their attribute and people name them; none where nobody chooses.
  package var classes: [(name: StaticString, count: Int)] = []
  /// What the choice of classes is about, as `Severity`.
  package var classesTitle: StaticString = "Severity"
  /// What the choice of places is about, as `Environment`.
  package var placesTitle: StaticString = "Environment"
  /// Where items may be; an item names them by their positions here.
  package var places: [String] = []

  /// A filter of words alone.
  package init() {}

  /// The controls.
  ///
  /// - Parameter title: what the chapter is called, by which a screen reader tells its filter from others.
  func form(of title: Shown) -> XMLText {
    var boxes: XMLText = ""
    for (name, count) in classes where count > 0 {
      let name = XMLText(stringLiteral: name)
      boxes += """
        <label><input type="checkbox" value="\(name)" checked=""/> \(name) (\(count))</label>

        """
    }
    if !classes.isEmpty {
      boxes =
        "<fieldset><legend>\(XMLText(stringLiteral: classesTitle))</legend>\(boxes)</fieldset>\n"
    }
    var choice: XMLText = ""
    for (index, place) in places.enumerated() {
      choice += "<option value=\"\(index)\">\(place)</option>"
    }
    if places.count > 1 {
      choice = """
        <label>\(XMLText(stringLiteral: placesTitle))<select><option value="">all</option>\(choice)\
        </select></label>

        """
    } else {
      choice = ""
    }
    return """
      <form class="filter" role="search" aria-label="Filter: \(title)" hidden="">
      <label>Words <input type="search" autocomplete="off"/></label>
      \(boxes)\(choice)<button type="button" value="open">Open all</button>
      <button type="button" value="close">Close all</button>
      <output></output>
      </form>

      """
  }
}
