/* Shows under each search result the passage in which the query stands. The texts of the pages lie beside
   this script, so no page is asked for and it works from a folder too. */
(() => {
  "use strict";
  const AROUND = 60;
  const results = document.getElementById("search-results");
  const query = (new URLSearchParams(location.search).get("q") || "").trim();
  if (!results || !query) return;
  // The pages of a series say the same of different things: one of them is meant when its title is asked for,
  // and otherwise they come after the pages that are about the words.
  const series = new Set(window.megalopolisSeries || []);
  Scorer.score = ([name, title, anchor, , score]) =>
    !series.has(name) || (!anchor && title.toLowerCase().includes(query.toLowerCase())) ? score : score / 10;

  const wanted = [query, ...splitQuery(query)].map((word) => word.toLowerCase());

  const passage = (text) => {
    const lower = text.toLowerCase();
    const word = wanted.find((candidate) => lower.includes(candidate));
    if (!word) return null;
    const place = lower.indexOf(word);
    const [start, end] = [Math.max(0, place - AROUND), place + word.length];
    const mark = document.createElement("mark");
    mark.textContent = text.slice(place, end);
    const line = document.createElement("p");
    line.className = "context";
    line.append(start > 0 ? "…" : "", text.slice(start, place), mark, text.slice(end, end + AROUND));
    if (end + AROUND < text.length) line.append("…");
    return line;
  };

  const complete = () => {
    // The page that is opened marks the phrase as it was typed, not the pairs it is searched by.
    try { localStorage.setItem("sphinx_highlight_terms", query.toLowerCase()); } catch { /* not allowed to store */ }
    results.querySelectorAll("ul.search > li:not([data-complete])").forEach((item) => {
      item.dataset.complete = "";
      const address = item.querySelector("a")?.getAttribute("href") || "";
      const text = (window.megalopolisTexts || {})[address.split(/[?#]/)[0].replace(/\.html$/, "")];
      const line = text && passage(text);
      if (line) item.append(line);
    });
  };
  new MutationObserver(complete).observe(results, { childList: true, subtree: true });
  complete();
})();
