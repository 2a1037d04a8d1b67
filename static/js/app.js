// Every page works without this. A behaviour is loaded only where its data- attribute stands in the page or in a part that htmx brings.
// What moves things comes when somebody first points at, or tabs to, something that can be moved; a key pressed meanwhile is kept for it.
const reached = new Promise((go) => ["pointerover", "focusin"].forEach((sign) => document.addEventListener(sign, ({ target }) => { if (target.closest?.("[data-list]")) go(); })));
const ready = (handle) => { handle.hidden = false; handle.onkeydown = (event) => { handle.pressed = event; }; };

const behaviours = [
  [".spark[data-points]", () => import("./sparkline.js")],
  ["form[data-draft], [data-draft-done]", () => import("./draft.js")],
  ["form[data-autosave]", () => import("./autosave.js")],
  ["form[data-once]", () => import("./once.js")],
  ["[data-toast]", () => import("./toast.js")],
  ["[data-live]", () => import("./live.js")],
  ["form[data-seen]", () => import("./seen.js")],
  ["[data-drag]", (handles) => { handles.forEach(ready); return reached.then(() => import("./drag.js")); }],
  ["[data-unread]", () => new Promise((go) => setTimeout(go, 30000)).then(() => import("./bell.js"))],
  ["[data-drift]", () => import("./drift.js")],
  ["[data-focus]", () => import("./focus.js")],
  ["button[command]", () => import("./dialog.js")],
];

function start(root) {
  for (const [selector, load] of behaviours) {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.push(root);
    if (found.length) load(found).then((module) => found.forEach(module.start));
  }
}

start(document);
if (sessionStorage.getItem("sent")) import("./draft.js");
document.addEventListener("submit", (event) => {  // whoever logs out leaves none of their words in this browser
  if (event.target.matches("[data-forget-drafts]")) Object.keys(localStorage).forEach((key) => key.startsWith("draft:") && localStorage.removeItem(key));
});
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) start(event.target); });
