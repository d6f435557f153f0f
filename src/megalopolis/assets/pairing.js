/* Two cities side by side, chosen by the reader and kept in the address. The figures lie beside this script, so
   no page is asked for. Without this file the page leads to the pages of the cities. */
(() => {
  "use strict";
  const data = window.megalopolisPairing;
  const place = document.querySelector("[data-pairing]");
  const words = JSON.parse(document.getElementById("book-words")?.textContent || "{}").pairing;
  if (!data || !place || !words || data.pages.length < 2) return;
  const up = document.documentElement.dataset.content_root || "./";
  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const asked = new URLSearchParams(location.search);
  const find = (code, instead) => data.pages.find((page) => page.code === code) || instead;
  const chosen = [find(asked.get("one"), data.pages[0]), find(asked.get("two"), data.pages[1])];
  const result = element("div", { className: "pairing-tables" });

  const table = ({ head, rows }, number) => {
    const measures = head.slice(1);
    const cell = (tag, text, more = {}) => {
      const made = element(tag, { textContent: text || "—" });
      Object.entries(more).forEach(([name, value]) => made.setAttribute(name, value));
      return made;
    };
    const first = element("tr", {}, cell("th", head[0], { rowspan: 2, scope: "col" }),
      ...measures.map((text) => cell("th", text, { colspan: 2, scope: "colgroup" })));
    const second = element("tr", {}, ...measures.flatMap(() => chosen.map(({ name }) => cell("th", name, { scope: "col", class: "number" }))));
    const body = rows.map((name, row) => element("tr", {}, cell("th", name, { scope: "row" }),
      ...measures.flatMap((_, measure) => chosen.map(({ cells }) => cell("td", cells[number][row][measure], { class: "number" })))));
    const box = element("div", { className: "table-scroll", tabIndex: 0 },
      element("table", {}, element("caption", { textContent: words.caption.replace("{what}", head[0]).replace("{one}", chosen[0].name).replace("{two}", chosen[1].name) }),
        element("thead", {}, first, second), element("tbody", {}, ...body)));
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", box.querySelector("caption").textContent);
    return box;
  };
  const show = () => {
    const links = element("p", {}, ...chosen.flatMap(({ name, address }, number) =>
      [number ? words.and : "", element("a", { href: up + address, textContent: name })]));
    links.prepend(words.pages);
    result.replaceChildren(links, ...data.tables.map(table));
    asked.set("one", chosen[0].code);
    asked.set("two", chosen[1].code);
    try { history.replaceState(null, "", `${location.pathname}?${asked}${location.hash}`); } catch { /* not from this folder */ }
  };
  const selects = [0, 1].map((number) => {
    const select = element("select", {}, ...data.pages.map(({ code, name }) => element("option", { value: code, textContent: name })));
    select.value = chosen[number].code;
    select.addEventListener("change", () => { chosen[number] = find(select.value); show(); });
    return select;
  });
  const swap = element("button", { type: "button", textContent: words.swap });
  swap.addEventListener("click", () => {
    chosen.reverse();
    selects.forEach((select, number) => { select.value = chosen[number].code; });
    show();
  });
  const controls = element("div", { className: "listing-controls" },
    ...selects.map((select, number) => element("label", {}, element("span", { textContent: [words.one, words.two][number] }), select)), swap);
  place.replaceChildren(controls, result);
  show();
})();
