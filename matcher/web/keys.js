// What every part of the page that listens to keys has in common: it stands before their scripts.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (tag, cls, text) => Object.assign(document.createElement(tag), { className: cls || "", textContent: text || "" });

// One switch for the whole page, whichever part is shown.
const keyboard = (globalThis.trialMatcherKeyboard ??= { on: true });

function button(label, key, act) {
  const made = make("button", "tm-do", label);
  made.type = "button";
  made.addEventListener("click", act);
  if (key) made.append(make("kbd", "", key));
  return made;
}

// Keys belong to whoever is typing: fields, lists, dialogs, and every combination with a modifier.
function typing(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return true;
  if (document.querySelector('[data-testid="stDialog"], [role="dialog"]:not(.tm-keys)')) return true;
  const at = event.target instanceof Element ? event.target : null;
  return Boolean(at && at.closest('input, textarea, select, [contenteditable="true"], [role="combobox"], [role="listbox"], [role="spinbutton"]'));
}

const helpIsOpen = () => Boolean(document.querySelector("dialog.tm-keys[open]"));

// The keys and what they do, as a dialog behind an element.
function help(keys, behind) {
  const box = make("dialog", "tm-keys");
  box.setAttribute("aria-labelledby", "tm-keys-title");
  const title = make("h2", "", "Keys");
  title.id = "tm-keys-title";
  const list = make("dl");
  keys.forEach(([key, does]) => { const row = make("div"); const name = make("dt"); name.append(make("kbd", "", key)); row.append(name, make("dd", "", does)); list.append(row); });
  const label = make("label", "tm-switch");
  const box_ = Object.assign(document.createElement("input"), { type: "checkbox", checked: keyboard.on });
  box_.addEventListener("change", () => { keyboard.on = box_.checked; });
  label.append(box_, " Keys are on. They never act while you type in a field.");
  const close = button("Close", "", () => box.close());
  box.append(title, list, label, close);
  box.addEventListener("close", () => box.remove());
  (behind || document.body).after(box);
  box.showModal();
  close.focus();
}
