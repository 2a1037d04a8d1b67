// A behaviour is loaded where its data- attribute stands. Every page works without.
// Dragging comes when somebody reaches for it; a key pressed is kept.
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
document.addEventListener("submit", (event) => { // none of one's words stay here
  if (event.target.matches("[data-forget-drafts]")) Object.keys(localStorage).forEach((key) => key.startsWith("draft:") && localStorage.removeItem(key));
});
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) start(event.target); });
