import Display

/// How pages look: light and dark as the reader's system is, on a narrow screen, and on paper.
///
/// Words have a contrast of at least 4.5 to 1 with what is behind them (WCAG 2.2, 1.4.3), lines and marks
/// that mean something of 3 to 1 (1.4.11).
enum StyleSheet {
  static let text: XMLText = """
    :root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --soft: #f2f4f7; --line: #5f6876;
      --rule: #d3d8df; --error: #b3261e; --warning: #855600; --note: #1f5fa8; --added: #17663a;
      --removed: #b3261e; --mark: #ffe9a8; --old: #5b7db1; --new: #2f8f5b; --starting: #b8860b;
      --ending: #9a948a; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --paper: #14181f; --soft: #1d232d;
      --line: #a3adbb; --rule: #3a4350; --error: #ff9d94; --warning: #e6b450; --note: #8ab8f5;
      --added: #7bd49a; --removed: #ff9d94; --mark: #443708; --old: #7fa1d8; --new: #58b883;
      --starting: #d9b44a; --ending: #827c74; } }
    @media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #f6f6f6; --line: #444;
      --rule: #bbb; --error: #b3261e; --warning: #704800; --note: #1f5fa8; --added: #17663a;
      --removed: #b3261e; --mark: #ffe9a8; --old: #5b7db1; --new: #2f8f5b; --starting: #b8860b;
      --ending: #9a948a; }
      html { font-size: 12px; } nav, .skip, .filter { display: none !important; }
      main, header, footer { max-width: none !important; padding-left: 0 !important;
        padding-right: 0 !important; }
      a { text-decoration: none; } h2 { margin-top: 1.2rem; }
      details::details-content { content-visibility: visible; block-size: auto; }
      .item, figure, tr { break-inside: avoid; } summary { break-after: avoid; } }
    @page { margin: 15mm; }
    * { box-sizing: border-box; }
    html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
    body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0;
      overflow-wrap: anywhere; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    header, nav, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1rem; }
    header { padding-top: 1rem; }
    footer { color: var(--line); font-size: 0.85rem; padding-bottom: 2rem; margin-top: 2rem; }
    main:focus { outline: none; }
    .skip { position: absolute; left: 1rem; top: -4rem; background: var(--ink); color: var(--paper);
      padding: 0.5rem 1rem; z-index: 1; }
    .skip:focus { top: 0.5rem; }
    :focus-visible { outline: 3px solid var(--note); outline-offset: 2px; }
    a { color: inherit; text-underline-offset: 0.15em; }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 0.5rem 0; }
    h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.2rem 0 0.5rem; break-after: avoid;
      border-bottom: 1px solid var(--rule); padding-bottom: 0.25rem; }
    h3 { font-size: 1.05rem; line-height: 1.35; margin: 1.4rem 0 0.3rem; break-after: avoid; }
    h4 { font-size: 1rem; margin: 0.8rem 0 0.2rem; break-after: avoid; }
    summary h3, summary h4 { display: inline; margin: 0; font-weight: 600; }
    p { margin: 0.4rem 0; }
    ul, ol { margin: 0.3rem 0; padding-left: 1.3rem; }
    nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; }
    .count, .place, .quiet { color: var(--line); font-size: 0.9rem; }
    code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 0.85em; }
    code, pre, bdi, .data { unicode-bidi: isolate; }
    pre { white-space: pre-wrap; margin: 0.4rem 0; padding: 0.4rem 0.6rem; background: var(--soft);
      border-radius: 4px; tab-size: 4; }
    .number { color: var(--line); user-select: none; margin-right: 0.8em; }
    mark { background: var(--mark); color: inherit; text-decoration: underline; }
    mark:empty { border-left: 2px solid var(--ink); }
    ins { color: var(--added); text-decoration: none; } del { color: var(--removed);
      text-decoration: none; }
    .difference del { text-decoration: line-through; text-decoration-thickness: 1px; }
    .badge { display: inline-block; font-size: 0.8rem; font-weight: 600; line-height: 1.4;
      border: 1px solid; border-radius: 999px; padding: 0 0.55em; }
    .error { color: var(--error); } .warning { color: var(--warning); } .note-badge { color: var(--note); }
    .added { color: var(--added); } .removed { color: var(--removed); }
    .stops { color: var(--error); font-weight: 600; }
    details { margin: 0.4rem 0; }
    summary { cursor: pointer; padding: 0.3rem 0; border-radius: 4px; }
    details.group { border: 1px solid var(--rule); border-radius: 6px; padding: 0 0.8rem; }
    details.group[open] { padding-bottom: 0.6rem; }
    .item { border-top: 1px solid var(--rule); padding: 0.5rem 0; content-visibility: auto;
      contain-intrinsic-size: auto 8rem; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 0.8rem; margin: 0.4rem 0;
      font-size: 0.9rem; }
    dt { color: var(--line); } dd { margin: 0; min-width: 0; }
    .chain { font-size: 0.9rem; list-style: none; padding-left: 0; }
    .chain li { padding: 0.15rem 0; } .chain pre { margin: 0.2rem 0 0.2rem 1.2rem; }
    .chain li::before { content: "\\2190\\00a0"; color: var(--line); }
    table { border-collapse: collapse; width: 100%; font-size: 0.9rem; margin: 0.6rem 0; }
    caption { text-align: left; color: var(--line); padding-bottom: 0.3rem; }
    th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.9rem 0.35rem 0;
      border-bottom: 1px solid var(--rule); }
    thead th { overflow-wrap: normal; }
    tbody th { font-weight: 600; max-width: 24rem; }
    .scroll { overflow-x: auto; }
    .filter { display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; align-items: end; margin: 0.8rem 0;
      padding: 0.7rem 0.8rem; background: var(--soft); border-radius: 6px; }
    .filter[hidden] { display: none; }
    .filter label { display: flex; flex-direction: column; font-size: 0.85rem; }
    .filter fieldset { border: 0; margin: 0; padding: 0; display: flex; gap: 0.8rem; flex-wrap: wrap; }
    .filter fieldset label { flex-direction: row; gap: 0.3rem; align-items: center; min-height: 2rem; }
    .filter legend { font-size: 0.85rem; padding: 0; }
    .filter input[type=search], .filter select, .filter button { font: inherit; font-size: 0.95rem;
      color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 4px;
      padding: 0.25rem 0.5rem; min-height: 2rem; max-width: 100%; }
    .filter output { font-size: 0.9rem; color: var(--line); }
    figure { margin: 0.8rem 0; }
    figcaption { font-size: 0.9rem; color: var(--line); }
    .matrix { overflow-x: auto; } .matrix td, .matrix tbody th { min-width: 9rem; }
    .differs { font-weight: 600; }
    .layers { display: block; }
    .layers rect { fill: var(--soft); stroke: var(--line); }
    .layers path { fill: none; stroke: var(--line); }
    .layers text { fill: var(--ink); font: 12px ui-monospace, "DejaVu Sans Mono", monospace;
      unicode-bidi: isolate; }
    .layers .kind { fill: var(--line); font-size: 10.5px; }
    .layers .faint rect { fill: none; stroke: var(--rule); }
    .layers .absent rect { stroke: var(--error); stroke-dasharray: 5 3; fill: none; }
    .layers .absent text { fill: var(--error); }
    @media print { .scroll { overflow: visible; } .layers { max-width: 100%; height: auto; } }
    .change::first-letter { text-transform: uppercase; }
    .chart { font-size: 0.75rem; display: grid; grid-template-columns: 3.2rem 1fr; }
    .chart svg { display: block; overflow: visible; }
    .chart text { fill: var(--ink); font-size: 12px; }
    .chart rect { shape-rendering: crispEdges; }
    .chart .plot { border-left: 1px solid var(--line); border-bottom: 1px solid var(--line); }
    .chart .times { grid-column: 2; } .chart .wanted { stroke: var(--ink); stroke-dasharray: 4 3; }
    .chart .old { fill: var(--old); } .chart .new { fill: var(--new); }
    .chart .starting { fill: var(--starting); } .chart .ending { fill: var(--ending); }
    .legend { break-before: avoid; } .legend span { display: inline-block; margin-right: 1rem; }
    .legend span::before { content: ""; display: inline-block; width: 0.8em; height: 0.8em;
      margin-right: 0.3em; }
    .legend .old::before { background: var(--old); } .legend .new::before { background: var(--new); }
    .legend .starting::before { background: var(--starting); }
    .legend .ending::before { background: var(--ending); }
    @media (max-width: 40rem) { thead { position: absolute; width: 1px; height: 1px; overflow: hidden;
        clip-path: inset(50%); }
      table, tbody, tr, td, tbody th { display: block; max-width: none; }
      caption { display: block; }
      tr { border-bottom: 1px solid var(--rule); padding: 0.4rem 0; }
      td, tbody th { border: 0; padding: 0.1rem 0; }
      td[data-head]::before { content: attr(data-head) ": "; color: var(--line); }
      td:empty { display: none; }
      dl { grid-template-columns: 1fr; } dt { margin-top: 0.3rem; } }
    """
}
