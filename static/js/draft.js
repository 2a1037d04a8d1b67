// What somebody types stays on this device until the server says that it has it, for two weeks at most.
const prefix = `draft:${document.body.dataset.person || ""}:`;
const age = 14 * 24 * 3600 * 1000;
const words = "textarea, input:not([type=hidden], [type=password], [type=file], [type=radio], [type=checkbox])";

const read = (key) => { try { return JSON.parse(localStorage.getItem(prefix + key)); } catch { return null; } };
const forget = (key) => localStorage.removeItem(prefix + key);
const isOut = (xhr) => xhr.responseURL.includes("/login/");

const sent = sessionStorage.getItem("sent");  // what led to this page; a refusal is 409 or 422
sessionStorage.removeItem("sent");
if (sent?.startsWith(prefix) && document.body.dataset.person && performance.getEntriesByType("navigation")[0]?.responseStatus < 300) localStorage.removeItem(sent);

export function start(element) {
  if (element.dataset.draftDone) {
    for (const tag of element.dataset.draftDone.split(" ")) if (tag.startsWith("draft:")) forget(tag.slice(6));
  } else {
    keep(element, element.dataset.draft);
  }
}

function keep(form, key) {
  const show = (what, is) => { const part = form.querySelector(`[data-${what}]`); if (part) part.hidden = !is; };
  const fields = [...form.querySelectorAll(words)].filter((field) => field.name), version = form.elements.seen_version, seen = version?.value;
  const typed = () => fields.filter((field) => field.value !== field.defaultValue);
  const done = [...document.querySelectorAll("[data-draft-done]")].some((e) => e.dataset.draftDone.split(" ").includes(`draft:${key}`));
  const kept = done || form.querySelector("[data-focus]") ? null : read(key);
  const early = typed().length;  // before this script came
  if (kept && Date.now() - kept.at < age && !early) {
    for (const field of fields) field.value = kept.words[field.name] ?? field.value;
    if (typed().length && kept.seen) version.value = kept.seen;  // of the text that was changed: where another changed it too, both are shown
    show("restored", typed().length);
  }
  const hold = () => {
    if (typed().length) localStorage.setItem(prefix + key, JSON.stringify({ at: Date.now(), seen: version?.value, words: Object.fromEntries(typed().map((f) => [f.name, f.value])) }));
    else forget(key);
  };
  form.addEventListener("input", hold);
  if (early) hold();
  form.addEventListener("submit", (event) => {
    if (form.hasAttribute("hx-post")) return;
    if (navigator.onLine) { sessionStorage.setItem("sent", prefix + key); return; }
    event.preventDefault();
    show("unsent", true);
    setTimeout(() => delete form.dataset.sent);
  });
  for (const name of ["sendError", "responseError", "timeout"]) form.addEventListener(`htmx:${name}`, () => show("unsent", true));
  form.addEventListener("htmx:beforeRequest", () => show("unsent", false));
  form.addEventListener("htmx:afterRequest", ({ target, detail: { xhr } }) => { if (target === form && xhr.status && xhr.status < 400 && !isOut(xhr)) forget(key); });
  form.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!isOut(event.detail.xhr)) return;
    event.preventDefault();  // the log-in page is no answer to this form
    show("unsent", true);
  });
  form.addEventListener("click", ({ target }) => {
    if (target.closest("[data-discard], [data-close=forget]")) forget(key);
    if (!target.closest("[data-discard]")) return;
    form.reset();
    if (version) version.value = seen;
    show("restored", false);
  });
}
