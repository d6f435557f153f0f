/* What every page answers to: colours, the two side bars, the search, the place in the contents, copying code.
   Words come from the page. Without this file the page is complete: only these comforts are missing. */
(() => {
  "use strict";
  const folder = document.currentScript.src.replace(/[^/]*$/, "");
  const root = document.documentElement;
  const words = JSON.parse(document.getElementById("book-words")?.textContent || "{}");
  const one = (selector) => document.querySelector(selector);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* not allowed to store */ } };

  // Colours: as the machine has them, or as the reader chose.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = (mode) => {
    const theme = mode === "auto" ? (dark.matches ? "dark" : "light") : mode;
    Object.assign(root.dataset, { mode, theme });
    return theme;
  };
  const known = (mode) => (["auto", "light", "dark"].includes(mode) ? mode : "auto");
  paint(known(root.dataset.mode));
  dark.addEventListener("change", () => paint(known(root.dataset.mode)));
  all(".theme-switch-button").forEach((button) => button.addEventListener("click", () => {
    const order = dark.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
    const mode = order[(order.indexOf(root.dataset.mode) + 1) % order.length];
    keep("theme", paint(mode));
    keep("mode", mode);
  }));

  // A side bar goes into a dialog where the window has no room for it.
  const outside = (dialog) => (event) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (event.target === dialog && (x < left || x > right || y < top || y > bottom)) dialog.close();
  };
  const move = (from, to) => {
    to.append(...from.childNodes);
    to.classList.add(...from.classList);
    from.className = "";
  };
  [["primary", 992], ["secondary", Infinity]].forEach(([name, wide]) => {
    const button = one(`.${name}-toggle`);
    const [bar, dialog] = [one(`#pst-${name}-sidebar`), one(`#pst-${name}-sidebar-modal`)];
    if (!button || !bar || !dialog) return;
    button.addEventListener("click", () => {
      if (innerWidth >= wide) {
        bar.classList.toggle("pst-sidebar-hidden");
        return;
      }
      move(bar, dialog);
      dialog.showModal();
    });
    dialog.addEventListener("click", outside(dialog));
    dialog.addEventListener("click", (event) => { if (event.target.closest("a")) dialog.close(); });
    dialog.addEventListener("close", () => { move(dialog, bar); button.focus(); });
  });
  const current = all(".bd-docs-nav .current > a").pop();
  const side = one("#pst-primary-sidebar");
  if (current && side && current.offsetTop > side.clientHeight * 0.7) side.scrollTop = current.offsetTop / 2;

  // Search: the texts are read when somebody wants to search, and only then.
  const search = one("#pst-search-dialog");
  let asked;
  const fetchSearch = () => {
    asked ??= ["search-texts.js", "search.js"].map((name) => {
      const script = Object.assign(document.createElement("script"), { src: folder + name, async: false });
      document.head.append(script);
      return script;
    });
  };
  const open = () => {
    const field = one("article form.bd-search input, .search-page form input");
    if (field) { field.focus(); field.select(); return; }
    if (!search || search.open) return;
    search.showModal();
    search.querySelector("input").select();
    fetchSearch();
  };
  if (search) search.addEventListener("click", outside(search));
  all(".search-button__button").forEach((button) => button.addEventListener("click", open));
  addEventListener("keydown", (event) => {
    const writing = event.target.closest?.("input, select, textarea, [contenteditable]");
    const wanted = ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k")
      || (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey);
    if (wanted) { event.preventDefault(); open(); }
  });

  // The heading being read is marked in the contents of the page.
  const entries = new Map(all("#pst-page-toc-nav a").map((link) =>
    [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]).filter(([place]) => place));
  const mark = (link) => entries.forEach((each) => {
    each.classList.toggle("active", each === link);
    if (each === link) each.setAttribute("aria-current", "true"); else each.removeAttribute("aria-current");
  });
  const reading = new IntersectionObserver((seen) => {
    const last = seen.filter((entry) => entry.isIntersecting).pop();
    if (last) mark(entries.get(last.target));
  }, { rootMargin: "0px 0px -70% 0px" });
  entries.forEach((_, place) => reading.observe(place));

  // Code is copied by a button that appears when the code is opened.
  const equip = (block) => {
    if (!words.copy || !navigator.clipboard || block.querySelector(".copy")) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: words.copy });
    button.addEventListener("click", () => navigator.clipboard.writeText(block.querySelector("pre").textContent)
      .then(() => { button.textContent = words.copied; }));
    block.append(button);
  };
  document.addEventListener("toggle", (event) => all("div.highlight", event.target).filter((block) =>
    !block.querySelector("div.highlight")).forEach(equip), true);

  // On paper nothing can be opened; only answers and data that the reader has to open are shown in full.
  const folded = "details.admonition.dropdown:not([open])";
  addEventListener("beforeprint", () => all(folded).forEach((each) => { each.open = true; each.dataset.folded = ""; }));
  addEventListener("afterprint", () => all("details[data-folded]").forEach((each) => {
    each.open = false;
    delete each.dataset.folded;
  }));
})();
