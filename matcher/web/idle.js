// Tells the server that someone is there: only that, and not more often than needed.
export default function ({ data, setTriggerValue }) {
  const every = data.every * 1000;
  let told = Date.now();
  const used = () => {
    if (Date.now() - told < every) return;
    told = Date.now();
    // Not in the middle of what the person just did: that request goes first.
    setTimeout(() => setTriggerValue("used", told), 900);
  };
  const heard = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];
  heard.forEach((name) => document.addEventListener(name, used, { capture: true, passive: true }));
  return () => heard.forEach((name) => document.removeEventListener(name, used, { capture: true }));
}
