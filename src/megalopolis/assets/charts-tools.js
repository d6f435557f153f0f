/* What a reader does with a chart: pick a city that is then picked on the whole page, take the chart away as a
   picture, quote it. What was picked and weighed is kept in the address, so that a link shows the same. */
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("book-words")?.textContent || "{}").charts;
  const figures = [...document.querySelectorAll("figure.chart")];
  if (!words || !figures.length) return;
  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const kept = new URLSearchParams(location.search);
  const keep = (name, value) => {
    if (value) kept.set(name, value); else kept.delete(name);
    const query = kept.toString();
    try { history.replaceState(null, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`); } catch { /* not from this folder */ }
  };

  // Cities are those names in the tables that lead to the page of a city.
  const cities = new Map();
  figures.forEach((figure) => figure.querySelectorAll("table a[href*='city/']").forEach((link) => {
    const code = /city\/(\d+)\.html/.exec(link.getAttribute("href"))?.[1];
    if (code) cities.set(code, link.textContent.trim());
  }));
  const names = (figure) => new Set([...figure.querySelectorAll("table a[href*='city/']")].map((link) => link.textContent.trim()));
  let picked = cities.has(kept.get("city")) ? kept.get("city") : "";

  // A mark speaks of a city when one of its values is the name, or ends with it as "3  武汉" does.
  const speaks = (datum, name) => datum && typeof datum === "object" && Object.values(datum).some((value) =>
    value === name || (typeof value === "string" && value.endsWith(`  ${name}`)));
  const paint = (figure) => {
    const name = cities.get(picked);
    const own = names(figure);
    const shown = name && own.has(name);
    figure.querySelectorAll(".chart-live svg :is(path, text, circle, rect, image, line)").forEach((mark) => {
      const datum = mark.__data__?.datum;
      const city = [...own].some((one) => speaks(datum, one));
      const is = Boolean(shown && speaks(datum, name));
      mark.classList.toggle("picked", is);
      mark.classList.toggle("passed", Boolean(shown && city && !is));
    });
    figure.querySelectorAll("tbody tr").forEach((row) => row.classList.toggle("picked", Boolean(shown
      && [...row.querySelectorAll("a[href*='city/']")].some((link) => link.textContent.trim() === name))));
  };
  const selects = [];
  const pick = (code) => {
    picked = code;
    keep("city", code);
    selects.forEach((select) => { select.value = [...select.options].some(({ value }) => value === code) ? code : ""; });
    figures.forEach(paint);
  };

  const save = (name, address) => element("a", { href: address, download: name }).click();
  const title = (figure) => figure.querySelector(".chart-title, caption")?.textContent.trim() || "";
  const picture = async (figure) => {
    const { view } = await window.megalopolisCharts.live(figure);
    save(`${figure.id}.png`, await view.toImageURL("png", 2));
  };
  const quote = (figure) => words.citation.replace("{title}", title(figure)).replace("{page}", document.title)
    .replace("{address}", `${location.href.split("#")[0]}#${figure.id}`).replace("{date}", new Date().toISOString().slice(0, 10));
  const citation = (figure) => {
    const text = element("p", { className: "chart-citation" });
    const copy = element("button", { type: "button", textContent: words.copy });
    copy.addEventListener("click", () => navigator.clipboard?.writeText(text.textContent).then(() => { copy.textContent = words.copied; }));
    const box = element("details", { className: "chart-cite" }, element("summary", { textContent: words.cite }), text, copy);
    box.addEventListener("toggle", () => { if (box.open) text.textContent = quote(figure); });
    return box;
  };

  figures.forEach((figure) => {
    const tools = element("div", { className: "chart-tools" });
    const own = [...cities].filter(([, name]) => names(figure).has(name));
    if (own.length > 1) {
      const select = element("select", {}, element("option", { value: "", textContent: words.everybody }),
        ...own.map(([value, textContent]) => element("option", { value, textContent })));
      select.addEventListener("change", () => pick(select.value));
      selects.push(select);
      tools.append(element("label", {}, element("span", { textContent: words.pick }), select));
    }
    if (figure.classList.contains("chart-chart")) {
      const button = element("button", { type: "button", textContent: words.png });
      button.addEventListener("click", () => picture(figure));
      tools.append(button);
    }
    figure.querySelector("figcaption").append(tools, citation(figure));
    figure.addEventListener("charts:drawn", () => paint(figure));
    // A click on a row, beside its link, picks as the list does.
    figure.addEventListener("click", (event) => {
      const row = event.target.closest("tbody tr");
      const link = row?.querySelector("a[href*='city/']");
      const code = !event.target.closest("a") && link && /city\/(\d+)/.exec(link.getAttribute("href"))?.[1];
      if (code && own.length > 1) pick(code === picked ? "" : code);
    });
  });

  // Weights by the order of the sliders, such as w-fig-diagnosis-index-6=0.2,0.4.
  document.addEventListener("charts:weighed", ({ target, detail }) => {
    keep(`w-${target.id}`, detail.map((one) => Number(one).toFixed(2)).join(","));
    paint(target);
    setTimeout(paint, 400, target);
  });
  document.addEventListener("charts:reset", ({ target }) => { keep(`w-${target.id}`, ""); setTimeout(paint, 100, target); });
  if (picked) pick(picked);
})();
