import Display

/// What a page does for whoever has scripts: it filters items, folds groups, and opens them for paper.
///
/// It reads the page and hides parts of it; it makes no markup, so that no text can become some.
enum FilterScript {
  static let text: XMLText = """
    (() => {
      for (const form of document.querySelectorAll("form.filter")) {
        const chapter = form.closest("section");
        const items = [...chapter.querySelectorAll("[data-item]")];
        const groups = [...chapter.querySelectorAll("details.group")];
        const texts = new Map();
        const text = item => {
          if (!texts.has(item)) {
            const group = item.closest("details.group");
            const title = group ? group.querySelector("summary").textContent : "";
            texts.set(item, (title + " " + item.textContent).toLowerCase());
          }
          return texts.get(item);
        };
        const words = form.querySelector("input[type=search]");
        const boxes = [...form.querySelectorAll("input[type=checkbox]")];
        const choice = form.querySelector("select");
        const output = form.querySelector("output");
        const apply = () => {
          const wanted = words.value.toLowerCase().split(/\\s+/).filter(word => word);
          const classes = new Set(boxes.filter(box => box.checked).map(box => box.value));
          const place = choice ? choice.value : "";
          let count = 0;
          for (const item of items) {
            const isShown = (!boxes.length || classes.has(item.dataset.class))
              && (!place || (item.dataset.places || "").split(" ").includes(place))
              && wanted.every(word => text(item).includes(word));
            item.hidden = !isShown;
            if (isShown) count += 1;
          }
          for (const group of groups) {
            group.hidden = !group.querySelector("[data-item]:not([hidden])");
          }
          output.textContent = count === items.length
            ? "all " + count + " shown" : count + " of " + items.length + " shown";
        };
        let timer;
        form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(apply, 120); });
        form.addEventListener("submit", event => event.preventDefault());
        for (const button of form.querySelectorAll("button")) {
          button.addEventListener("click", () => {
            for (const group of groups) group.open = button.value === "open";
          });
        }
        form.hidden = false;
      }
      let closed = [];
      addEventListener("beforeprint", () => {
        closed = [...document.querySelectorAll("details:not([open])")];
        for (const part of closed) part.open = true;
      });
      addEventListener("afterprint", () => { for (const part of closed) part.open = false; });
      const open = () => {
        const target = document.getElementById(location.hash.slice(1));
        for (let part = target; part; part = part.parentElement) {
          if (part.localName === "details") part.open = true;
        }
        if (target) target.scrollIntoView();
      };
      addEventListener("hashchange", open);
      if (location.hash) open();
    })();
    """
}
