// Walks the rows of a list: one is chosen, in the browser at once and on the server a moment later. What is asked for goes to the
// server with a number, again and again until it says that it has it: a run that begins meanwhile swallows nothing.

const PAUSE = 150; // ms without a key before the server hears which row is chosen

const walk = { list: "", chosen: null, states: [], first: true, last: true, outbox: [], count: 0, timer: 0, focus: false, send: null, root: null };

const rows = () => all(".tm-rows tr[data-row]");
const rowOf = (id) => rows().find((row) => row.dataset.row === id);
const keysOf = () => [
  ["j", "next row"], ["k", "previous row"], ["Enter", "open the chosen row as a pair"],
  ...walk.states.map((state, n) => [String(n + 1), `state: ${state}`]),
  ["n", "next page"], ["p", "previous page"], ["Esc", "choose nothing"], ["?", "this help"],
];

function tell(message) {
  clearTimeout(walk.timer);
  walk.timer = 0;
  walk.count += 1;
  walk.outbox.push({ ...message, n: walk.count });
  walk.send("act", { list: walk.list, messages: walk.outbox });
}

function paint() {
  rows().forEach((row) => {
    const chosen = row.dataset.row === walk.chosen;
    row.classList.toggle("tm-picked", chosen);
    if (chosen) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  });
}

function show(row) {
  const pane = row && row.closest(".tm-rows");
  if (!pane) return;
  const head = pane.querySelector("thead");
  const from = pane.getBoundingClientRect();
  const top = Math.max(from.top, 0) + (head ? head.offsetHeight : 0);
  const box = row.getBoundingClientRect();
  if (box.top < top) pane.scrollBy({ top: box.top - top - 4, behavior: "auto" });
  else if (box.bottom > Math.min(from.bottom, innerHeight) - 4) pane.scrollBy({ top: box.bottom - Math.min(from.bottom, innerHeight) + 8, behavior: "auto" });
}

function choose(row, { focus = false } = {}) {
  walk.chosen = row ? row.dataset.row : null;
  walk.focus = focus && Boolean(row);
  paint();
  if (row && focus) row.focus({ preventScroll: true });
  show(row);
  clearTimeout(walk.timer);
  walk.timer = setTimeout(() => { walk.timer = 0; if (walk.root.isConnected) tell({ do: "choose", id: walk.chosen }); }, PAUSE);
}

function step(by) {
  const list = rows();
  if (!list.length) return;
  const at = list.findIndex((row) => row.dataset.row === walk.chosen);
  const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by;
  if (list[next]) choose(list[next], { focus: true });
  else turn(by);
}

// Another page; the chosen row is then its first or, going back, its last.
function turn(by) {
  if (by > 0 ? walk.last : walk.first) return;
  walk.focus = true;
  tell({ do: "page", by });
}

function ask(what, more = {}) {
  const row = rowOf(walk.chosen);
  if (row) tell({ do: what, id: row.dataset.row, version: +(row.dataset.version || 0), ...more });
}

function onClick(event) {
  const target = event.target instanceof Element ? event.target : null;
  const act = target && target.closest("[data-act]");
  const row = target && target.closest(".tm-rows tr[data-row]");
  const detail = target && target.closest(".tm-detail");
  if (act && act.dataset.act === "keys") help(keysOf(), walk.root);
  else if (act && act.dataset.act === "turn") turn(+act.dataset.by);
  // With the focus on the row, not on its button, Enter opens it.
  else if (act && row) { choose(row, { focus: act.dataset.act === "choose" }); ask(act.dataset.act); }
  // What stands beside the list speaks of the row it was drawn for, also while another one is being chosen.
  else if (act && detail) tell({ do: act.dataset.act, id: detail.dataset.row, version: +detail.dataset.version, state: act.dataset.state });
  else if (row && !String(window.getSelection())) choose(row, { focus: true });
}

function onKey(event) {
  if (helpIsOpen() || typing(event)) return;
  if (event.key === "?") { event.preventDefault(); return void help(keysOf(), walk.root); }
  if (!keyboard.on) return;
  if (event.key === "Enter" && event.target instanceof Element && event.target.closest("button, a, summary")) return;
  const state = walk.states[Number(event.key) - 1];
  const act = {
    j: () => step(1), k: () => step(-1), n: () => turn(1), p: () => turn(-1), Enter: () => ask("open"), Escape: () => choose(null),
  }[event.key] || (state && (() => ask("state", { state })));
  if (act) { event.preventDefault(); event.stopImmediatePropagation(); act(); }
}

function onRedraw(changes) {
  const drawn = changes.some((change) => [...change.addedNodes].some((node) => node.nodeType === 1 && (node.closest(".tm-rows") || node.querySelector(".tm-rows"))));
  if (drawn) restore();
  else measure();
}

function restore() {
  measure();
  paint();
  const row = rowOf(walk.chosen);
  if (!row) return;
  show(row);
  if (walk.focus && (!document.activeElement || document.activeElement === document.body)) row.focus({ preventScroll: true });
}

// The panes end where the window ends.
function measure() {
  all(".tm-rows, .tm-detail").forEach((pane) => {
    const room = Math.floor(innerHeight - pane.getBoundingClientRect().top - 12);
    const height = innerWidth > 900 && room > 200 ? `${room}px` : "";
    if (pane.style.maxHeight !== height) pane.style.maxHeight = height;
  });
}

export default function ({ data, parentElement, setTriggerValue }) {
  const now = data || {};
  walk.send = setTriggerValue;
  walk.root = parentElement;
  if (walk.list !== now.list) Object.assign(walk, { list: now.list || "", outbox: [], chosen: null });
  walk.outbox = walk.outbox.filter((message) => message.n > (now.seen || 0));
  Object.assign(walk, { states: now.states || [], first: Boolean(now.first), last: Boolean(now.last), count: Math.max(walk.count, now.seen || 0) });
  // What the server holds counts, unless somebody has gone on meanwhile.
  if (!walk.outbox.length && !walk.timer) walk.chosen = now.chosen || null;
  const heard = [["click", onClick], ["keydown", onKey, true]];
  heard.forEach(([name, listener, capture]) => document.addEventListener(name, listener, capture));
  const redrawn = new MutationObserver(onRedraw);
  redrawn.observe(document.body, { childList: true, subtree: true });
  addEventListener("resize", measure);
  restore();
  return () => {
    heard.forEach(([name, listener, capture]) => document.removeEventListener(name, listener, capture));
    redrawn.disconnect();
    removeEventListener("resize", measure);
  };
}
