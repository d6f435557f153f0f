/* Buttons of the theme that print the page or fill the screen: their own handlers stand in the page, where the
   policy of the book allows no script. */
(() => {
  "use strict";
  const actions = { print: () => window.print(), fullscreen: () => window.toggleFullScreen?.() };
  document.querySelectorAll("button[data-action]").forEach((button) =>
    button.addEventListener("click", () => actions[button.dataset.action]?.()));
})();
