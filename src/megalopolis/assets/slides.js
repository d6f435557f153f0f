/* A chapter as slides: one at a time, scaled to the screen. Without this file all of them stand below each other,
   complete. Nothing is asked of anybody: words, drawings and charts lie beside this script. */
(() => {
  "use strict";
  const root = document.documentElement;
  const words = JSON.parse(document.getElementById("deck-words").textContent);
  const slides = [...document.querySelectorAll(".slide")];
  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  // Colours: as the machine has them, until somebody chooses.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = "";
  const paint = () => { root.dataset.theme = chosen || (dark.matches ? "dark" : "light"); };
  const turn = () => { chosen = root.dataset.theme === "dark" ? "light" : "dark"; paint(); };
  dark.addEventListener("change", paint);
  paint();

  // A slide is laid out on 960 by 540 and enlarged to the screen; a telephone shows it as a page that scrolls.
  const wide = () => innerWidth >= 800;
  const scale = () => {
    root.classList.toggle("wide", wide());
    root.style.setProperty("--zoom", wide() ? Math.max(0.8, Math.min(innerWidth / 960, innerHeight / 540)).toFixed(4) : "1");
  };

  let current = 0;
  const count = element("output", { className: "deck-count" });
  const show = (number, move = true) => {
    current = Math.max(0, Math.min(slides.length - 1, number));
    root.classList.remove("overview");
    slides.forEach((slide, place) => slide.classList.toggle("current", place === current));
    count.textContent = `${current + 1} / ${slides.length}`;
    [back.disabled, next.disabled] = [current === 0, current === slides.length - 1];
    try { history.replaceState(null, "", `#slide-${current + 1}`); } catch { /* not from this folder */ }
    if (move) slides[current].focus({ preventScroll: true });
    scrollTo(0, 0);
    slides[current].querySelectorAll("figure").forEach(fit);
  };
  const overview = () => {
    if (root.classList.toggle("overview")) slides[current].scrollIntoView({ block: "center" });
    else show(current);
  };

  // A tall chart is made smaller until it can no longer be read; from there on it scrolls.
  const fit = (figure) => {
    const box = figure.closest(".slide-main");
    const svg = figure.querySelector(".chart-live svg");
    if (!svg || !box || !wide()) { svg?.removeAttribute("style"); return; }
    const tall = Number(svg.getAttribute("height"));
    const rest = figure.offsetHeight - svg.clientHeight;
    const room = Math.max(box.clientHeight - rest, tall * 0.68);
    svg.style.height = room < tall ? `${Math.floor(room)}px` : "";
    svg.style.width = room < tall ? "auto" : "";
  };
  document.addEventListener("charts:drawn", (event) => fit(event.target));

  const button = (name, sign, act) => {
    const made = element("button", { type: "button", title: words[name], textContent: sign });
    made.setAttribute("aria-label", words[name]);
    made.addEventListener("click", act);
    return made;
  };
  const back = button("back", "←", () => show(current - 1, false));
  const next = button("next", "→", () => show(current + 1, false));
  const bar = element("nav", { className: "deck-bar", title: words.keys }, back, count, next,
    button("overview", "▦", overview), button("colours", "◐", turn));
  bar.setAttribute("aria-label", words.keys);
  document.body.append(bar);
  slides.forEach((slide, place) => slide.addEventListener("click", (event) => {
    if (!root.classList.contains("overview")) return;
    event.preventDefault();
    show(place);
  }, true));

  let typed = "";
  const keys = {
    ArrowRight: () => show(current + 1), ArrowLeft: () => show(current - 1),
    PageDown: () => show(current + 1), PageUp: () => show(current - 1), " ": () => show(current + 1),
    Home: () => show(0), End: () => show(slides.length - 1), Escape: overview, t: turn, T: turn,
    Enter: () => { if (typed) show(Number(typed) - 1); else if (root.classList.contains("overview")) show(current); },
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // A slider and a list need the arrows, a button and a link only what presses them.
    const using = event.target.closest?.("input, select, textarea")
      || ([" ", "Enter"].includes(event.key) && event.target.closest?.("button, summary, a"));
    if (using && event.key !== "Escape") return;
    if (/^\d$/.test(event.key)) { typed = (typed + event.key).slice(-3); return; }
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
    typed = "";
  });

  // A link leads to a slide by its number, or by what stands on it.
  const follow = () => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest(".slide");
    show(Math.max(0, slides.indexOf(place)), false);
  };
  addEventListener("hashchange", follow);
  addEventListener("resize", () => { scale(); slides[current].querySelectorAll("figure").forEach(fit); });
  root.classList.add("deck-on");
  scale();
  follow();
})();
