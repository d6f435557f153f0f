/* Brings the drawings of a page to life: hover details, sliders, the reader's light or dark colours.
   The page is complete without this file, and stays so when anything here fails. No address is asked
   for but the two scripts beside this one, and expressions are interpreted, never evaluated, so it runs
   from file:// and under a Content-Security-Policy without unsafe-eval. */
(() => {
  "use strict";
  const folder = document.currentScript.src.replace(/[^/]*$/, "");
  const root = document.documentElement;
  const live = new Map();

  const script = (name) => new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = folder + name;
    element.onload = resolve;
    element.onerror = () => reject(new Error(`${name} could not be read`));
    document.head.append(element);
  });
  let library;
  const load = () => (library ??= Promise.all([script("vega.js"), script("chart-themes.js")]));

  const specification = (figure) => JSON.parse(figure.querySelector("script.chart-spec").textContent);
  const bound = (spec) => (spec.params || []).filter((parameter) => parameter.bind);

  // Marks lead where the names in the table under the chart lead.
  const pages = (figure) => Object.fromEntries([...figure.querySelectorAll("table a")]
    .map((link) => [link.textContent.trim(), link.getAttribute("href")]));

  const tell = (figure, what, detail) => figure.dispatchEvent(new CustomEvent(`charts:${what}`, { bubbles: true, detail }));

  // A link keeps the weights that somebody set: numbers from 0 to 1, one a slider.
  const linked = (figure, spec) => {
    const numbers = (new URLSearchParams(location.search).get(`w-${figure.id}`) || "").split(",").map(Number);
    const fits = numbers.length === bound(spec).length && numbers.every((one) => one >= 0 && one <= 1);
    return fits && bound(spec).length ? bound(spec).map(({ name }, place) => [name, numbers[place]]) : null;
  };

  const prepare = (figure, width) => {
    const spec = specification(figure);
    const notes = spec.usermeta || {};
    const linked = (spec.params || []).find(({ name }) => name === "pages");
    if (linked) linked.value = pages(figure);
    if (linked && Object.keys(linked.value).length) hint(figure);
    if (width < 500) Object.assign(spec, notes.narrow);
    const theme = window.megalopolisThemes[root.dataset.theme === "dark" ? "dark" : "light"];
    spec.config = { ...theme, font: getComputedStyle(document.body).fontFamily };
    return [spec, notes];
  };

  // Only a live chart can be clicked, so only then the reader is told.
  const hint = (figure) => {
    if (figure.querySelector(".chart-hint")) return;
    const line = document.createElement("p");
    line.className = "chart-hint";
    line.textContent = figure.dataset.pages;
    figure.querySelector("figcaption").prepend(line);
  };

  const controls = (figure, spec) => {
    let group = figure.querySelector(".chart-controls");
    if (!bound(spec).length) return null;
    if (!group) {
      group = document.createElement("div");
      group.className = "chart-controls";
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", figure.dataset.controls);
      figure.querySelector(".chart-drawing").before(group);
    }
    const inputs = document.createElement("div");
    inputs.className = "chart-inputs";
    const reset = document.createElement("button");
    reset.type = "button";
    reset.textContent = figure.dataset.reset;
    reset.addEventListener("click", () => {
      const { view } = live.get(figure);
      bound(spec).forEach(({ name, value }) => view.signal(name, value));
      view.runAsync().then(() => tell(figure, "reset"));
    });
    inputs.addEventListener("input", () => setTimeout(() => {
      const { view } = live.get(figure);
      tell(figure, "weighed", bound(spec).map(({ name }) => view.signal(name)));
    }, 60));
    group.replaceChildren(inputs, reset);
    return inputs;
  };

  async function draw(figure) {
    await load();
    const drawing = figure.querySelector(".chart-drawing");
    const before = live.get(figure);
    const width = drawing.clientWidth;
    const [spec, notes] = prepare(figure, width);
    const chosen = before ? bound(spec).map(({ name }) => [name, before.view.signal(name)]) : linked(figure, spec);
    const host = document.createElement("div");
    host.className = "chart-live";
    if (notes.minimumWidth) host.style.minWidth = `${notes.minimumWidth}px`;
    drawing.append(host);
    try {
      const result = await window.vegaEmbed(host, spec, {
        mode: "vega-lite", actions: false, renderer: "svg", ast: true, defaultStyle: false, logLevel: 1,
        bind: controls(figure, spec) || undefined, tooltip: { disableDefaultStyle: true, theme: "book" },
      });
      if (chosen && chosen.length) {
        chosen.forEach(([name, value]) => result.view.signal(name, value));
        await result.view.runAsync();
      }
      live.set(figure, { view: result.view, host, narrow: width < 500 });
    } catch (failure) {
      host.remove();
      throw failure;
    }
    // Only now does the live chart carry the words, so only now may the picture leave the reader's ear.
    host.setAttribute("role", "img");
    host.querySelector("svg").setAttribute("aria-hidden", "true");
    host.setAttribute("aria-label", drawing.querySelector("img").alt);
    drawing.dataset.live = "1";
    if (before) { before.view.finalize(); before.host.remove(); }
    figure.dataset.ready = "1";
    tell(figure, "drawn");
  }

  const attempt = (figure) => draw(figure).catch((failure) => {
    if (!live.has(figure)) figure.querySelector(".chart-controls")?.remove();
    console.warn(`The chart ${figure.id} stays as a picture:`, failure);
  });

  window.megalopolisCharts = { live: async (figure) => { if (!live.has(figure)) await draw(figure); return live.get(figure); } };

  function start() {
    const figures = [...document.querySelectorAll("figure.chart-chart")];
    if (!figures.length) return;
    const seen = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting)
      .forEach(({ target }) => { seen.unobserve(target); attempt(target); }), { rootMargin: "200px" });

    // A picture needs no script until somebody reads the page; a chart with sliders is nothing without it.
    const [steered, still] = [[], []];
    figures.forEach((figure) => (bound(specification(figure)).length ? steered : still).push(figure));
    steered.forEach((figure) => seen.observe(figure));
    const signs = ["pointermove", "pointerdown", "touchstart", "keydown", "scroll", "focusin"];
    const wake = () => {
      signs.forEach((sign) => removeEventListener(sign, wake));
      const rest = () => still.forEach((figure) => seen.observe(figure));
      // A browser without frames to draw never calls itself idle: the time limit makes sure of the charts.
      if (window.requestIdleCallback) requestIdleCallback(rest, { timeout: 200 });
      else setTimeout(rest);
    };
    signs.forEach((sign) => addEventListener(sign, wake, { passive: true }));

    new MutationObserver(() => live.forEach((_, figure) => attempt(figure)))
      .observe(root, { attributes: true, attributeFilter: ["data-theme"] });
    addEventListener("resize", () => live.forEach(({ narrow }, figure) => {
      if (figure.querySelector(".chart-drawing").clientWidth < 500 !== narrow) attempt(figure);
    }));
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
