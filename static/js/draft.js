// What somebody types stays on this device until the server says that it has it (a message tagged draft:KEY), for two weeks at most.
const prefix = `draft:${document.body.dataset.person || ""}:`;
const age = 14 * 24 * 3600 * 1000;
const words = "textarea, input:not([type=hidden], [type=password], [type=file], [type=radio], [type=checkbox])";

const read = (key) => { try { return JSON.parse(localStorage.getItem(prefix + key)); } catch { return null; } };
const forget = (key) => localStorage.removeItem(prefix + key);

export function start(element) {
  if (element.dataset.draftDone) {
    for (const tag of element.dataset.draftDone.split(" ")) if (tag.startsWith("draft:")) forget(tag.slice(6));
  } else {
    keep(element, element.dataset.draft);
  }
}

function keep(form, key) {
  const done = [...document.querySelectorAll("[data-draft-done]")].some((e) => e.dataset.draftDone.split(" ").includes(`draft:${key}`));
  const kept = done ? null : read(key);
  if (kept && Date.now() - kept.at < age) {
    for (const field of form.querySelectorAll(words)) {
      if (field.name in kept.words && field.value === field.defaultValue && !field.matches("[aria-invalid]")) field.value = kept.words[field.name];
    }
  }
  form.addEventListener("input", () => {
    const typed = [...form.querySelectorAll(words)].filter((f) => f.name && f.value !== f.defaultValue);
    if (typed.length) localStorage.setItem(prefix + key, JSON.stringify({ at: Date.now(), words: Object.fromEntries(typed.map((f) => [f.name, f.value])) }));
    else forget(key);
  });
}
