// Ties cards, marks and keys together. Cards, atoms and quotes carry data-e="0:12-30 1:5-9" (note and offsets of their
// evidence), marks the criteria they speak to (data-c) and their own offsets. All text is set as text, never as markup;
// nothing is sent anywhere but to the page's own server, and only what a person asks for.

const KEYS = [
  ["j", "next criterion"], ["k", "previous criterion"], ["u", "next unknown"], ["e", "next piece of evidence"],
  ["m", "next mark in the note (Shift: previous)"], ["a", "accept the verdict"], ["o", "override the verdict"],
  ["z", "take my verdict back"], ["f", "add a fact (from the selected words)"], ["n", "private note (on the selected words)"],
  ["w", "what is shown as read is wrong"], ["Esc", "choose nothing"], ["?", "this help"],
];

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const cards = () => all(".tm-cards .tm-card");
const cardOf = (id) => cards().find((card) => card.dataset.c === id);
const marks = () => all(".tm-notes mark[data-start]");
const spans = (list) => (list || "").split(" ").filter(Boolean).map((item) => item.match(/\d+/g).map(Number));
const inside = (mark, [note, start, end]) => +mark.dataset.note === note && +mark.dataset.start >= start && +mark.dataset.end <= end;
const marksIn = (list) => { const found = spans(list); return marks().filter((mark) => found.some((span) => inside(mark, span))); };

// One page, one desk: what must outlive a redraw of the page stands here.
const desk = {
  chosen: null, // { ids: [criterion…], lit: "0:1-2 …", at: n, mark: [note, start] | null }
  words: null, // { note, start, end, text } selected by hand
  open: new Set(), scroll: 0, focus: null, bar: null, send: null, facts: {},
};

// Scrolls the nearest pane that scrolls, never the page beside it; under a sticky head nothing counts as in view.
function show(element) {
  if (!element) return;
  let pane = element.parentElement;
  while (pane && !(pane.scrollHeight > pane.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(pane).overflowY))) pane = pane.parentElement;
  pane = pane || document.scrollingElement;
  const head = element.closest(".tm-cards") ? (parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--tm-top")) || 0) : 34;
  const from = pane.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  const top = Math.max(from.top, 0) + head;
  if (box.top < top + 4 || box.bottom > Math.min(from.bottom, innerHeight) - 8) {
    const room = Math.min(from.bottom, innerHeight) - top;
    pane.scrollBy({ top: box.top - top - Math.max(8, Math.min(room / 3, (room - box.height) / 2)), behavior: calm() ? "auto" : "smooth" });
  }
}

function paint() {
  const { chosen } = desk;
  const lit = new Set(chosen ? marksIn(chosen.lit) : []);
  marks().forEach((mark) => mark.classList.toggle("tm-lit", lit.has(mark)));
  all(".tm-notes").forEach((pane) => pane.classList.toggle("tm-choosing", lit.size > 0));
  const ids = chosen ? chosen.ids : [];
  cards().forEach((card) => {
    const picked = ids.includes(card.dataset.c);
    card.classList.toggle("tm-picked", picked);
    // The atoms whose evidence is lit, where it is not simply all of the card's.
    const some = picked && chosen.part ? spans(chosen.lit) : [];
    all(".tm-atom", card).forEach((atom) => atom.classList.toggle("tm-lit", some.some(([note, start, end]) =>
      spans(atom.dataset.e).some(([n, s, e]) => n === note && s < end && start < e))));
    all(".tm-pick", card).forEach((button) => button.setAttribute("aria-pressed", String(picked && ids.length === 1)));
  });
  tell();
  return [...lit];
}

function choose(next) {
  desk.chosen = next;
  return paint();
}

function chooseCard(card, { focus = false } = {}) {
  const lit = choose({ ids: [card.dataset.c], lit: card.dataset.e, at: -1 });
  show(lit[0]);
  show(card);
  if (focus) card.focus({ preventScroll: true });
}

function chooseMark(mark) {
  const { note, start, end, c } = mark.dataset;
  const ids = (c || "").split(" ").filter(Boolean);
  choose({ ids, lit: `${note}:${start}-${end}`, part: true, mark: [note, start] });
  show(mark);
  show(cards().find((card) => ids.includes(card.dataset.c)));
}

// ---- the bar

const short = (text, most = 90) => { const line = text.replace(/\s+/g, " ").trim(); return line.length > most ? line.slice(0, most) + "…" : line; };

function factsAt(note, from, to) {
  return (desk.facts[note] || []).filter(([start, end]) => start < to && from < end);
}

function tell() {
  if (!desk.bar) return;
  const { chosen, words } = desk;
  const top = make("p", "tm-told");
  const list = make("ul", "tm-read");
  const acts = make("div", "tm-dos");
  if (words) {
    top.append(make("b", "", "Selected "), make("q", "", short(words.text)));
  } else if (chosen && chosen.mark) {
    top.append(make("b", "", chosen.ids.length ? "Speaks to " : "Your mark "));
    chosen.ids.forEach((id) => {
      const card = cardOf(id);
      const jump = make("button", "tm-jump tm-" + (card ? card.dataset.v : "aside"), id);
      jump.type = "button";
      jump.addEventListener("click", () => card && chooseCard(card, { focus: true }));
      top.append(jump);
    });
    const mark = marks().find((other) => other.dataset.note === chosen.mark[0] && other.dataset.start === chosen.mark[1]);
    if (mark) {
      const found = factsAt(mark.dataset.note, +mark.dataset.start, +mark.dataset.end);
      found.slice(0, 6).forEach(([, , said, id, added]) => {
        const item = make("li", "", said + (added ? " – added by you" : ""));
        item.append(added ? button("Take back", "", () => send({ do: "uncorrect", id })) : button("Wrong…", "", () => send({ do: "wrong", id })));
        list.append(item);
      });
      if (found.length > 6) list.append(make("li", "", `and ${found.length - 6} more`));
      if (mark.title && /note:|fact /.test(mark.title)) list.append(make("li", "", mark.title.split("; ").filter((part) => /^(private note|fact (added|removed)):/.test(part)).join("; ")));
    }
  } else if (chosen) {
    const card = cardOf(chosen.ids[0]);
    const number = spans(chosen.lit).length;
    const words = card ? card.querySelector(".tm-verdict").textContent.trim() : "";
    top.append(make("b", "", `${chosen.ids[0]} ${words} `), make("span", "", number ? `${number} place${number > 1 ? "s" : ""} in the notes` : "nothing in the notes"));
    if (number > 1) acts.append(button("Next place", "e", nextPlace));
  } else {
    top.append(make("span", "", "Choose a card or a mark to see what stands behind it; select words to add what was missed."));
  }
  const about = place();
  if (words || (chosen && chosen.mark)) {
    acts.append(button("Add a fact…", "f", () => send({ do: "fact", ...about })), button("Private note…", "n", () => send({ do: "remark", ...about })));
  }
  desk.bar.replaceChildren(top, ...(list.children.length ? [list] : []), ...(acts.children.length ? [acts] : []));
  measure();
}

// The words a new fact or private note is about: those selected, else the chosen mark.
function place() {
  if (desk.words) { const { note, start, end } = desk.words; return { note, start, end, shown: true }; }
  const [first] = desk.chosen && desk.chosen.mark ? spans(desk.chosen.lit) : [];
  return first ? { note: first[0], start: first[1], end: first[2] } : {};
}

function send(message) {
  const selected = window.getSelection();
  if (selected) selected.removeAllRanges();
  desk.words = null;
  desk.send("act", message);
}

function nextPlace() {
  const { chosen } = desk;
  if (!chosen) return;
  const found = spans(chosen.lit);
  if (!found.length) return;
  chosen.at = ((chosen.at ?? -1) + 1) % found.length;
  const [mark] = marks().filter((other) => inside(other, found[chosen.at]));
  marks().forEach((other) => other.classList.toggle("tm-here", other === mark));
  show(mark);
}

// ---- selection: offsets are counted over the text nodes of the note, in code points as Python counts them

const points = (text) => { let n = 0; for (const _ of text) n += 1; return n; };

function offsetIn(root, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(root);
  range.setEnd(node, offset);
  return points(range.toString());
}

function onSelect() {
  const chosen = window.getSelection();
  desk.words = null;
  if (chosen && chosen.rangeCount && !chosen.isCollapsed) {
    const range = chosen.getRangeAt(0);
    const holder = range.commonAncestorContainer;
    const root = (holder.nodeType === 1 ? holder : holder.parentElement).closest(".tm-notetext");
    if (root && chosen.toString().trim()) {
      const start = offsetIn(root, range.startContainer, range.startOffset);
      desk.words = { note: +root.dataset.note, start, end: start + points(range.toString()), text: range.toString() };
    }
  }
  tell();
}

// ---- clicks and keys

function onClick(event) {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return;
  const act = target.closest("[data-act]");
  const jump = target.closest(".tm-band a[data-card]");
  const mark = target.closest(".tm-notes mark[data-start]");
  const card = target.closest(".tm-cards .tm-card");
  const part = target.closest(".tm-quote, .tm-atom");
  if (act) {
    if (act.dataset.act === "keys") help(KEYS, desk.bar);
    else send({ do: act.dataset.act, id: act.dataset.id });
  } else if (jump) {
    event.preventDefault();
    const found = cardOf(jump.dataset.card);
    if (found) chooseCard(found, { focus: true });
  } else if (part && card && part.dataset.e) {
    event.preventDefault();
    show(choose({ ids: [card.dataset.c], lit: part.dataset.e, part: true, at: -1 })[0]);
  } else if (mark && !desk.words) {
    chooseMark(mark);
  } else if (card && !target.closest("summary") && !String(window.getSelection())) {
    const again = target.closest(".tm-pick") && desk.chosen && desk.chosen.ids.length === 1 && desk.chosen.ids[0] === card.dataset.c;
    if (again) choose(null);
    else chooseCard(card);
  }
}

function step(by, wanted = () => true) {
  const list = cards();
  const at = list.findIndex((card) => desk.chosen && desk.chosen.ids.includes(card.dataset.c));
  for (let n = 1; n <= list.length; n += 1) {
    const next = list[(at < 0 ? (by > 0 ? n - 1 : list.length - n) : at + by * n + list.length * 2) % list.length];
    if (wanted(next)) return chooseCard(next, { focus: true });
  }
}

function stepMark(by) {
  const list = marks();
  const at = list.findIndex((mark) => desk.chosen && desk.chosen.mark && mark.dataset.note === desk.chosen.mark[0] && mark.dataset.start === desk.chosen.mark[1]);
  if (list.length) chooseMark(list[(at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by + list.length) % list.length]);
}

function onKey(event) {
  if (helpIsOpen() || typing(event)) return;
  if (event.key === "Escape") return void choose(null);
  if (event.key === "?") { event.preventDefault(); return void help(KEYS, desk.bar); }
  if (!keyboard.on) return;
  const id = desk.chosen && desk.chosen.ids.length && !desk.chosen.mark ? desk.chosen.ids[0] : null;
  const act = {
    j: () => step(1), k: () => step(-1), u: () => step(1, (card) => card.dataset.v === "unknown"), e: nextPlace,
    m: () => stepMark(1), M: () => stepMark(-1),
    a: () => id && send({ do: "accept", id }), o: () => id && send({ do: "override", id }), z: () => id && send({ do: "undecide", id }),
    f: () => send({ do: "fact", ...place() }), n: () => send({ do: "remark", ...place() }),
    w: () => { const { note, start, end } = place(); const [first] = note === undefined ? [] : factsAt(note, start, end); if (first) send({ do: "wrong", id: first[3] }); },
  }[event.key];
  if (act) { event.preventDefault(); event.stopImmediatePropagation(); act(); }
}

// ---- redraws: Streamlit replaces cards and notes when something changes

function onToggle(event) {
  const card = event.target instanceof Element && event.target.matches("details") ? event.target.closest(".tm-card") : null;
  if (!card) return;
  const name = card.dataset.c + "/" + all("details", card).indexOf(event.target);
  if (event.target.open) desk.open.add(name);
  else desk.open.delete(name);
}

function onScroll(event) {
  if (event.target instanceof Element && event.target.matches(".tm-notes")) desk.scroll = event.target.scrollTop;
  else measure();
}

function onFocus(event) {
  const card = event.target instanceof Element ? event.target.closest(".tm-cards .tm-card") : null;
  desk.focus = card ? card.dataset.c : null;
}

function restore(fresh) {
  fresh.forEach((root) => {
    all(".tm-card", root).forEach((card) => all("details", card).forEach((details, n) => { details.open = desk.open.has(card.dataset.c + "/" + n); }));
    measure();
    const pane = root.matches(".tm-notes") ? root : root.querySelector(".tm-notes");
    if (pane) pane.scrollTop = desk.scroll;
  });
  if (desk.focus && (!document.activeElement || document.activeElement === document.body)) {
    const card = cardOf(desk.focus);
    if (card) card.focus({ preventScroll: true });
  }
  paint();
}

function onRedraw(changes) {
  const fresh = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.nodeType === 1 && (node.matches(".tm-cards, .tm-notes") || node.querySelector(".tm-cards, .tm-notes")));
  if (fresh.length) restore(fresh);
}

const topline = () => document.querySelector('[data-testid="stLayoutWrapper"]:has(> .st-key-tm-settings)') || document.querySelector(".st-key-tm-settings");

// A property of the whole page is set only when it changes: each setting lays out every mark of a long note again.
function put(name, value) {
  const root = document.documentElement.style;
  if (root.getPropertyValue(name) !== value) root.setProperty(name, value);
}

// What stays on top takes its height from the panes below it; the notes end where the window ends.
function measure() {
  const head = topline();
  const stuck = head && getComputedStyle(head).position === "sticky";
  const pane = document.querySelector(".tm-notes");
  put("--tm-top", stuck ? head.offsetHeight + "px" : "0px");
  put("--tm-room", stuck && pane ? Math.floor(innerHeight - pane.getBoundingClientRect().top - 10) + "px" : "70vh");
}

export default function ({ data, parentElement, setTriggerValue }) {
  desk.send = setTriggerValue;
  desk.facts = (data && data.facts) || {};
  desk.bar = parentElement.querySelector(".tm-bar");
  if (!desk.bar) {
    desk.bar = make("div", "tm-bar");
    desk.bar.setAttribute("role", "region");
    desk.bar.setAttribute("aria-label", "What is chosen");
    desk.bar.setAttribute("aria-live", "polite");
    parentElement.append(desk.bar);
  }
  const heard = [["click", onClick], ["keydown", onKey, true], ["selectionchange", onSelect], ["toggle", onToggle, true], ["scroll", onScroll, true], ["focusin", onFocus]];
  heard.forEach(([name, listener, capture]) => document.addEventListener(name, listener, capture));
  const redrawn = new MutationObserver(onRedraw);
  redrawn.observe(document.body, { childList: true, subtree: true });
  const sized = new ResizeObserver(measure);
  const head = topline();
  if (head) sized.observe(head);
  sized.observe(desk.bar);
  addEventListener("resize", measure);
  measure();
  paint();
  return () => {
    heard.forEach(([name, listener, capture]) => document.removeEventListener(name, listener, capture));
    redrawn.disconnect();
    sized.disconnect();
    removeEventListener("resize", measure);
  };
}
