// Cards carry data-c="I4", marks data-c="I4 E3" (criteria they speak to) and data-d (criteria they decide), quotes their offsets.
// Nothing here reads the words of a note, and nothing is sent anywhere.

const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const all = (selector) => [...document.querySelectorAll(selector)];
// What decides a criterion; where nothing does, all that speaks to it.
const marksOf = (criterion) => {
  const found = (key) => all(".tm-notes mark[data-c]").filter((mark) => mark.dataset[key].split(" ").includes(criterion));
  const deciding = found("d");
  return deciding.length ? deciding : found("c");
};

let chosen = null; // { criteria: [...], marks: function } kept while Streamlit redraws the page

function paint() {
  const lit = new Set(chosen ? chosen.marks() : []);
  all(".tm-notes mark[data-c]").forEach((mark) => mark.classList.toggle("tm-lit", lit.has(mark)));
  all(".tm-notes").forEach((pane) => pane.classList.toggle("tm-choosing", lit.size > 0));
  all(".tm-card").forEach((card) => card.classList.toggle("tm-picked", Boolean(chosen) && chosen.criteria.includes(card.dataset.c)));
  all(".tm-pick").forEach((button) =>
    button.setAttribute("aria-pressed", String(Boolean(chosen) && chosen.criteria.length === 1 && chosen.criteria[0] === button.dataset.card)));
  return [...lit];
}

// Scrolls only the nearest pane that scrolls, never the page beside it.
function show(element) {
  if (!element) return;
  let pane = element.parentElement;
  while (pane && !(pane.scrollHeight > pane.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(pane).overflowY))) pane = pane.parentElement;
  pane = pane || document.scrollingElement;
  const from = pane.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  const inView = box.top >= from.top + 8 && box.bottom <= from.bottom - 8;
  if (!inView) pane.scrollBy({ top: box.top - from.top - from.height / 3, behavior: calm() ? "auto" : "smooth" });
}

function choose(next) {
  chosen = next;
  return paint();
}

function onClick(event) {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return;
  const quote = target.closest(".tm-quote");
  const jump = target.closest(".tm-band a[data-card]");
  const mark = target.closest(".tm-notes mark[data-c]");
  const card = target.closest(".tm-card");
  if (jump) {
    event.preventDefault();
    const id = jump.dataset.card;
    show(choose({ criteria: [id], marks: () => marksOf(id) })[0]);
    show(document.getElementById("card-" + id));
  } else if (quote && card) {
    event.preventDefault();
    const { note, start, end } = quote.dataset;
    const inside = (mark) => mark.dataset.note === note && +mark.dataset.start >= +start && +mark.dataset.end <= +end;
    show(choose({ criteria: [card.dataset.c], marks: () => all(".tm-notes mark[data-c]").filter(inside) })[0]);
  } else if (mark) {
    const ids = mark.dataset.c.split(" ");
    const { note, start } = mark.dataset;
    const same = (other) => other.dataset.note === note && other.dataset.start === start;
    choose({ criteria: ids, marks: () => all(".tm-notes mark[data-c]").filter(same) });
    show(all(".tm-card").find((other) => ids.includes(other.dataset.c)));
  } else if (card && !target.closest("summary") && !String(window.getSelection())) {
    const id = card.dataset.c;
    const again = target.closest(".tm-pick") && chosen && chosen.criteria.length === 1 && chosen.criteria[0] === id;
    show(choose(again ? null : { criteria: [id], marks: () => marksOf(id) })[0]);
  }
}

function onKey(event) {
  if (event.key === "Escape" && chosen) choose(null);
}

export default function () {
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  // Streamlit replaces cards and notes when a setting changes: what was chosen is painted again.
  const redrawn = new MutationObserver((changes) => {
    if (chosen && changes.some((change) => change.addedNodes.length)) paint();
  });
  redrawn.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("click", onClick);
    document.removeEventListener("keydown", onKey);
    redrawn.disconnect();
  };
}
