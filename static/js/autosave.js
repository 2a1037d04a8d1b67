// Saves a form after a pause in typing. The page says whether it is saved; the button works as ever.
const pause = 1200;

export function start(form) {
  const status = form.querySelector("[data-autosave-status]");
  const say = (word) => { if (status) status.textContent = status.dataset[word]?.replace("{time}", new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" })) ?? ""; };
  let timer, running = false, again = false;

  async function save() {
    if (running) { again = true; return; }
    running = true;
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "error" });
      const version = answer.headers.get("X-Version");
      if (version && form.elements.version) form.elements.version.value = version;
      say(answer.ok ? "saved" : answer.status === 409 ? "conflict" : "unsaved");
    } catch {
      say("unsaved");
    }
    running = false;
    if (again) { again = false; save(); }
  }

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, pause); });
  form.addEventListener("submit", () => clearTimeout(timer));
}
