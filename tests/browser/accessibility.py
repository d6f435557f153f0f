"""What axe finds on a page, where one element stands for all others that are made and painted like it."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Only violations are wanted; fetching style sheets again, as axe would, is not allowed from a folder.
OPTIONS = {"resultTypes": ["violations"], "preload": False}
REACH = "scrollable-region-focusable"
# Takes out of the page what repeats. An element goes when an earlier one has the same tags, attributes and
# colours of text, in itself, in all that it holds and in all that holds it. Attributes whose value differs
# from row to row and from mark to mark count as there, empty or absent; all others with their value. Nothing
# goes that may stand for itself only: headings, landmarks, forms and their controls, what names or describes
# another element, what bears an identifier twice. What gives an element its name stays whole. Rows and
# cells, whose look depends on their place, leave an empty one behind.
THIN = r"""() => {
  const WORDS = "id|href|src|srcset|title|alt|aria-label|data-.*";
  const PLACES = "d|transform|points|[xy][12]?|[cd][xy]|r|width|height";
  const VARYING = new RegExp(`^(${WORDS}|${PLACES})$`);
  const SINGULAR = "h1, h2, h3, h4, h5, h6, main, nav, aside, header, footer, section, form, input, select,"
    + " textarea, button, iframe, figure, [aria-labelledby], [aria-describedby], [aria-controls],"
    + " [aria-owns], [for], [headers], [accesskey], [role='region']";
  const NAMING = "a, button, label, legend, caption, summary, th, h1, h2, h3, h4, h5, h6";
  const numbers = new Map(), own = new Map(), whole = new Map(), known = new Set(), repeated = [], undo = [];
  const number = (text) => numbers.get(text) ?? (numbers.set(text, numbers.size), numbers.size - 1);

  const bearers = Map.groupBy(document.querySelectorAll("[id]"), ({ id }) => id);
  const twice = [...bearers.values()].filter((elements) => elements.length > 1).flat();
  const singular = new Set();
  for (let one of [...document.querySelectorAll(SINGULAR), ...twice]) {
    for (; one && !singular.has(one); one = one.parentElement) singular.add(one);
  }

  const written = (element) => {
    const texts = [...element.childNodes].filter((node) => node.nodeType === 3);
    return ["", "letter", "text"][Math.min(2, texts.map((node) => node.data.trim()).join("").length)];
  };
  const describe = (element) => {
    let made = element.localName;
    for (const { name, value } of element.attributes) {
      made += VARYING.test(name) ? ` ${name}${value.trim() && "?"}` : ` ${name}=${value}`;
    }
    const text = written(element);
    if (text) {
      const { color, backgroundColor } = getComputedStyle(element);
      made += ` ${text} ${color} ${backgroundColor}`;
    } else if (element.localName === "tr") made += getComputedStyle(element).backgroundColor;
    own.set(element, number(made));
    for (const child of element.children) made += `,${describe(child)}`;
    whole.set(element, number(made));
    return whole.get(element);
  };
  const compare = (element, path) => {
    const sign = `${path}>${whole.get(element)}`;
    // A term without its description would be a fault of its own.
    const alone = !singular.has(element) && !element.matches("dt, dd");
    if (known.has(sign) && alone) return repeated.push(element);
    known.add(sign);
    if (element.matches(NAMING)) return;
    const inside = number(`${path}>${own.get(element)}`);
    for (const child of element.children) compare(child, inside);
  };
  describe(document.body);
  compare(document.body, "");

  for (const element of repeated) {
    const { parentNode, nextSibling, hidden } = element, children = [...element.childNodes];
    if (element.matches("tr, td, th")) {
      element.replaceChildren();
      element.hidden = true;
      undo.push(() => { element.replaceChildren(...children); element.hidden = hidden; });
    } else {
      element.remove();
      undo.push(() => parentNode.insertBefore(element, nextSibling));
    }
  }
  window.thinned = undo;
  return undo.length;
}"""
# Whether a box scrolls depends on all that it holds: looked at before anything is taken out.
OUT_OF_REACH = """() => {
  const reached = (one) => one.tabIndex >= 0 && !one.matches(":disabled") && one.checkVisibility();
  return [...document.querySelectorAll("body *")].filter((box) => {
    // Nothing scrolls in what is folded up, and to measure it would lay it out.
    if (!box.checkVisibility()) return false;
    const [wide, high] = [box.scrollWidth - box.clientWidth > 13, box.scrollHeight - box.clientHeight > 13];
    if (!wide && !high) return false;
    const { overflowX, overflowY } = getComputedStyle(box);
    return [wide && overflowX, high && overflowY].some((flow) => flow === "auto" || flow === "scroll");
  }).filter((box) => ![box, ...box.querySelectorAll("*")].some(reached))
    .map((box) => box.cloneNode().outerHTML);
}"""
WHOLE_AGAIN = """() => {
  for (const step of window.thinned.reverse()) step();
  delete window.thinned;
  for (const one of document.querySelectorAll("[data-style]")) delete one.dataset.style;
}"""
# Elements with the same tags, classes and styles all the way up, of the same colour on the same ground, have
# the same contrast. One of each stands for all, on this page and on those before it.
MARK_STYLES = """(before) => {
  const known = new Set(before), paths = new WeakMap(), grounds = new Map([[null, ""]]), fresh = [];
  const ground = (element) => {
    if (!grounds.has(element)) {
      const { backgroundColor, backgroundImage } = getComputedStyle(element);
      const own = `${backgroundColor} ${backgroundImage}`;
      grounds.set(element, own === "rgba(0, 0, 0, 0) none" ? ground(element.parentElement) : own);
    }
    return grounds.get(element);
  };
  for (const element of document.querySelectorAll("body, body *")) {
    const style = ["class", "style", "fill"].map((name) => element.getAttribute(name) ?? "").join(".");
    const path = `${paths.get(element.parentElement) ?? ""}>${element.localName}.${style}`;
    paths.set(element, path);
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    // Of a single letter axe does not say whether it is too pale.
    if (!text || element.textContent.trim().length < 2 || !element.checkVisibility()) continue;
    const painted = `${path} ${getComputedStyle(element).color} ${ground(element)}`;
    if (!known.has(painted)) {
      known.add(painted);
      fresh.push(painted);
      element.dataset.style = "";
    }
  }
  return fresh;
}"""


def violations(page: Page, painted: Sequence[str] = ()) -> tuple[list[tuple[str, list[object]]], list[str]]:
    """Rules of axe that the page breaks, with the first elements that do, and what was new to look at.

    The contrast of text that is *painted* like that of another page is not looked at again. The page is left
    as it was.
    """
    stuck = page.evaluate(OUT_OF_REACH)
    page.evaluate(THIN)
    fresh = page.evaluate(MARK_STYLES, list(painted))
    # axe walks through the whole page before it looks at anything: all rules in one run.
    page.evaluate(Axe().axe_script)
    page.evaluate("axe.configure({ rules: [{ id: 'color-contrast', selector: '[data-style]' }] })")
    found = page.evaluate("options => axe.run(document, options)", OPTIONS)["violations"]
    page.evaluate(WHOLE_AGAIN)
    # One element stands for many, but for this rule, of which all are asked.
    found = [one for one in found if one["id"] != REACH]
    reach = [(REACH, stuck[:3])] if stuck else []
    broken = reach + [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]
    return broken, fresh
