/* Search: cities, chapters, statements and findings, grouped, in the dialog of every page and on the page of
   the search. The texts lie beside this script, so nothing is asked for and it works from a folder. */
(() => {
  "use strict";
  const data = window.megalopolisSearch;
  const page = document.getElementById("search-results");
  const dialog = document.getElementById("pst-search-dialog");
  if (!data || window.megalopolisSearching) return;
  window.megalopolisSearching = true;
  const [AROUND, FIRST, HAN] = [60, { cities: 6, pages: 12, statements: 6, findings: 6 }, /[\u3400-\u9fff\uf900-\ufaff]/];
  const up = document.documentElement.dataset.content_root || "./";
  const simple = new Map();
  for (let place = 0; place < data.traditional.length; place += 2) simple.set(data.traditional[place], data.traditional[place + 1]);

  // Full-width letters, capitals and traditional characters are the same to a reader who types.
  const plain = (text) => [...text.normalize("NFKC").toLowerCase()].map((sign) => simple.get(sign) || sign).join("");
  const letters = (text) => plain(text).replace(/[\s'’\-·]/g, "");
  const lower = new Map();
  const lowered = (text) => lower.get(text) || lower.set(text, text.toLowerCase()).get(text);

  // Words in letters as they are; a phrase in Chinese by its pairs of characters, so that it need be no word.
  const split = (query) => (query.match(/[\u3400-\u9fff\uf900-\ufaff]+|[\p{L}\p{N}_.-]+?(?=[\u3400-\u9fff\uf900-\ufaff]|[^\p{L}\p{N}_.-]|$)/gu) || [])
    .flatMap((run) => (HAN.test(run) && run.length > 2
      ? [...run].slice(0, -1).map((_, place) => run.slice(place, place + 2)) : [run]));
  const count = (text, word) => text.split(word).length - 1;
  const share = (text, words) => words.filter((word) => text.includes(word)).length / words.length;

  const finders = {
    cities: (query) => data.cities.map(([address, name, also]) => {
      const wanted = letters(query);
      const all = [name, ...also].map(letters);
      const score = all.includes(wanted) ? 3 : all.some((one) => (wanted.length > 1 || HAN.test(wanted)) && one.startsWith(wanted)) ? 2
        : all.some((one) => one.length > 1 && HAN.test(one) && wanted.includes(one)) ? 1 : 0;
      return { address, title: name, text: "", score };
    }),
    pages: (query, words) => data.pages.map(([address, title, text, headings]) => {
      const body = lowered(text);
      const found = share(body, words);
      const heading = headings.find(([, one]) => lowered(one).includes(query));
      const whole = Math.log2(1 + count(body, query));
      // The appendix repeats what the chapters say, and comes after them.
      const score = found < 0.7 ? 0 : (address.startsWith("appendix/") ? 0.5 : 1) * ((found === 1 ? 10 : 0) + 20 * lowered(title).includes(query)
        + 8 * Boolean(heading) + 4 * whole + 6 * share(lowered(title), words));
      return { address: heading ? `${address}#${heading[0]}` : address, title, section: heading?.[1], text, score };
    }),
    ...Object.fromEntries(["statements", "findings"].map((kind) => [kind, (query, words) =>
      data[kind].map(([address, title, text]) => {
        const body = lowered(`${title} ${text}`);
        const score = lowered(title) === query ? 20 : body.includes(query) ? 8 : share(body, words) === 1 ? 4 : 0;
        return { address, title, text, score };
      })])),
  };

  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const passage = (text, candidates) => {
    const body = lowered(text);
    const word = candidates.find((one) => body.includes(one));
    if (!word) return text ? element("p", { className: "context" }, text.slice(0, 2 * AROUND)) : "";
    const place = body.indexOf(word);
    const [start, end] = [Math.max(0, place - AROUND), place + word.length];
    return element("p", { className: "context" }, start > 0 ? "…" : "", text.slice(start, place),
      element("mark", { textContent: text.slice(place, end) }), text.slice(end, end + AROUND), end + AROUND < text.length ? "…" : "");
  };
  const entry = ({ address, title, section, text }, candidates) => element("li", {},
    element("a", { href: up.replace(/^\.\//, "") + address, textContent: section ? `${title} › ${section}` : title }), passage(text, candidates));

  const show = (place, typed) => {
    const query = plain(typed.trim());
    if (!query) { place.replaceChildren(); return; }
    const words = split(query);
    const groups = Object.keys(finders).map((kind) => [kind, words.length || kind === "cities"
      ? finders[kind](query, words).filter(({ score }) => score > 0).sort((one, other) => other.score - one.score) : []]);
    const total = groups.reduce((sum, [, found]) => sum + found.length, 0);
    const status = element("p", { className: "search-count", textContent: total
      ? data.words.count.replace("{count}", total) : data.words.none.replace("{query}", typed.trim()) });
    status.setAttribute("role", "status");
    place.replaceChildren(status, ...groups.filter(([, found]) => found.length).map(([kind, found]) => {
      const list = element("ul", { className: "search" }, ...found.slice(0, FIRST[kind]).map((one) => entry(one, [query, ...words])));
      const group = element("section", { className: `search-group search-${kind}` }, element("h2", { textContent: data.words[kind] }), list);
      const rest = found.slice(FIRST[kind]);
      if (rest.length) {
        const more = element("button", { type: "button", textContent: data.words.more.replace("{count}", rest.length) });
        more.addEventListener("click", () => { list.append(...rest.map((one) => entry(one, [query, ...words]))); more.remove(); });
        group.append(more);
      }
      return group;
    }));
  };

  const attach = (form, place) => {
    const field = form.querySelector("input");
    let waiting;
    field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 120, place, field.value); });
    // The arrows lead from the field through the results, and back.
    const around = (event) => {
      const links = [field, ...place.querySelectorAll("a")];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      links[Math.min(links.length - 1, Math.max(0, links.indexOf(document.activeElement) + step))].focus();
    };
    [field, place].forEach((each) => each.addEventListener("keydown", around));
    if (field.value) show(place, field.value);
  };
  if (dialog) {
    const place = element("div", { className: "search-results" });
    dialog.append(place);
    attach(dialog.querySelector("form"), place);
  }
  if (page) {
    const form = [...document.querySelectorAll("form.bd-search")].find((one) => !dialog?.contains(one));
    form.querySelector("input").value = new URLSearchParams(location.search).get("q") || "";
    attach(form, page);
  }
})();
