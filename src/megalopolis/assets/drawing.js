// Draws charts where there is no page: the same library as on the page, with text measured by a table.
// Evaluated before the library, which asks for a window and timers when it starts.
"use strict";
Object.assign(globalThis, {
  window: globalThis,
  console: { log() {}, info() {}, warn() {}, error() {}, debug() {} },
  setInterval: () => 0,
  clearInterval() {},
  structuredClone: (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value))),
});

// runs: [first code point, last code point, advance width] in units of a font with unitsPerEm of them;
// missing: the width of what the font does not hold.
globalThis.drawing = (runs, unitsPerEm, missing) => {
  const { View, parse, compile, textMetrics, fontSize, resetSVGDefIds } = window.vegaParts;
  const widths = new Map();
  for (const [first, last, width] of runs) for (let code = first; code <= last; code += 1) widths.set(code, width);
  const measured = new Map();

  const units = (text) => {
    if (!measured.has(text)) {
      const shown = text.trim().replace(/\s+/g, " ");
      measured.set(text, [...shown].reduce((sum, letter) => sum + (widths.get(letter.codePointAt(0)) ?? missing), 0));
    }
    return measured.get(text);
  };
  textMetrics.width = (item, text) => {
    const width = (units(String(text ?? "")) * fontSize(item)) / unitsPerEm;
    return item.limit > 0 ? Math.min(width, item.limit) : width;
  };

  const drawn = async (specification) => {
    const faults = [];
    const logger = { error(...words) { faults.push(words.join(" ")); return logger; } };
    for (const quiet of ["level", "warn", "info", "debug"]) logger[quiet] = () => logger;
    // A chart brings its data: whatever it names elsewhere is not fetched.
    const load = async (address) => { faults.push(`expected data in the chart; found the address ${address}`); };
    const loader = { load, sanitize: async (address) => ({ href: address }) };
    // Vega numbers clips and gradients through the life of the library.
    resetSVGDefIds();
    const view = new View(parse(compile(specification, { logger }).spec), { renderer: "none", loader, logger });
    const picture = await view.toSVG();
    view.finalize();
    if (faults.length) throw new Error(faults.join("; "));
    return picture;
  };
  return (specification) => drawn(specification).then(
    (picture) => JSON.stringify({ drawn: picture }), (fault) => JSON.stringify({ fault: fault.message }));
};
