/* Search and filters above a table that is marked for it. The words come from the page, the choices from the
   rows, and nothing is asked for, so it works from a folder. The page is complete without this file. */
(() => {
  "use strict";
  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  document.querySelectorAll("[data-listing]").forEach((listing) => {
    const words = JSON.parse(listing.dataset.listing);
    const rows = [...listing.querySelectorAll("tbody tr")];
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const search = element("input", { type: "search", autocomplete: "off" });
    const status = element("p", { className: "listing-count" });
    status.setAttribute("role", "status");
    const choices = Object.entries(words.filters).map(([name, label]) => {
      const select = element("select", {}, element("option", { value: "", textContent: words.all }));
      const shown = new Map(rows.map((row) => [row.dataset[name], row.querySelector(`[data-of="${name}"]`).textContent]));
      shown.forEach((text, value) => select.append(element("option", { value, textContent: text })));
      return { name, label, select };
    });

    const apply = () => {
      const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      rows.forEach((row, place) => {
        const fits = wanted.every((word) => texts[place].includes(word))
          && choices.every(({ name, select }) => !select.value || row.dataset[name] === select.value);
        row.hidden = !fits;
        count += fits;
      });
      status.textContent = words.count.replace("{count}", count).replace("{total}", rows.length);
    };
    const clear = () => {
      search.value = "";
      choices.forEach(({ select }) => { select.value = ""; });
      apply();
    };
    const field = (label, input) => element("label", {}, element("span", { textContent: label }), input);
    const reset = element("button", { type: "button", textContent: words.reset });
    const controls = element("div", { className: "listing-controls" },
      field(words.search, search), ...choices.map(({ label, select }) => field(label, select)), reset);
    controls.setAttribute("role", "search");
    controls.setAttribute("aria-label", words.label);
    controls.addEventListener("input", apply);
    reset.addEventListener("click", () => { clear(); search.focus(); });
    // A link to a row that is filtered away must still lead to it.
    const arrive = () => {
      const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (row && row.hidden && listing.contains(row)) { clear(); row.scrollIntoView(); }
    };
    window.addEventListener("hashchange", arrive);
    listing.prepend(controls, status);
    apply();
  });
})();
