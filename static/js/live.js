// Two people at one plan: what one changes appears at the other, but never under the hands of somebody who writes.
const quick = 2000, slow = 5000, slowest = 15000, minute = 60000;
const words = "textarea, select, input:not([type=hidden])";
const $ = (id) => document.getElementById(id);
const slot = (inside) => inside.querySelector(".slot-edit > *");
const trace = (e) => [e.localName, e.id, e.getAttribute("href"), e.name, e.value, e.form?.getAttribute("action"), e.localName === "summary" && e.textContent].join();

export function start(root) {
  const data = root.dataset, waiting = new Map();
  let { newest, ticket } = data, seen = Number(newest), here, active = Date.now(), renewed = active, timer, running, again, opener, dragged;

  const isHeld = (block) => dragged || slot(block) || block.contains(document.activeElement.closest(words))
    || (!getSelection().isCollapsed && block.contains(getSelection().anchorNode))
    || [...block.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);
  const like = (mark) => [...root.querySelectorAll("a, button, summary, " + words)].find((e) => trace(e) === mark);
  const focus = (e) => e?.focus({ preventScroll: true });

  async function ask(more) {
    const on = (slot(root) ?? document.activeElement.closest(words))?.closest(".block")?.id;
    const body = JSON.stringify({ ticket, on, ...more });
    const answer = await fetch(data.live, { method: "POST", body, credentials: "omit", keepalive: Boolean(more) });
    return answer.status === 200 ? answer.json() : {};
  }

  async function look() {
    clearTimeout(timer);
    again = running;
    if (running || document.hidden || !root.isConnected || !$("gone").hidden) return;
    running = true;
    let pause = slowest;
    try {
      if (Date.now() - renewed > 5 * minute) await refresh();
      const answer = await ask();
      if (answer.here) {
        show(answer.here);
        pause = answer.here.length || Date.now() - active < minute ? quick : slow;
      }
      if (!answer.here || answer.newest !== seen) {
        await refresh();
        seen = Math.max(answer.newest ?? 0, newest);
      }
      for (const [id, fresh] of waiting) if ($(id) && !isHeld($(id))) put(fresh);
    } catch { /* no connection: what is typed stays where it is */ }
    running = false;
    timer = setTimeout(look, again ? 0 : pause);
  }

  async function refresh() {
    const answer = await fetch(data.rev + newest, { redirect: "manual" });
    if (answer.status > 204) $("gone").hidden = answer.status >= 500;
    else if (!answer.status) $("gone").hidden = false;
    else [ticket, renewed] = [answer.headers.get("X-Ticket"), Date.now()];
    if (answer.status === 200) take(new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-newest]"));
  }

  function take(parts) {
    const ground = [...root.querySelectorAll(".doc > *")].find((e) => e.getBoundingClientRect().bottom > 100);
    const top = ground?.getBoundingClientRect().top;
    newest = parts.dataset.newest;
    here = "";
    for (const part of [...parts.children].filter((e) => $(e.id))) {
      if (part.id === "said") $("said").textContent = part.textContent;
      else if (isHeld($(part.id))) hold(part, parts.querySelector(`[data-beside="${part.id}"]`));
      else put(part);
    }
    arrange(parts.dataset.order.split(" ").map((id) => $(id) ?? parts.querySelector(`[id="${id}"]`)).filter(Boolean));
    for (const mark of parts.querySelectorAll("[data-in]")) sign($(mark.dataset.in), mark);
    if (ground) scrollBy({ top: ($(ground.id)?.getBoundingClientRect().top ?? top) - top, behavior: "instant" });
  }

  function put(fresh) {
    const old = $(fresh.id), inside = old.contains(document.activeElement) && trace(document.activeElement);
    const open = [...old.querySelectorAll("details[open] > summary")].map(trace);
    old.replaceWith(fresh);
    waiting.delete(fresh.id);
    wake(fresh);
    for (const summary of fresh.querySelectorAll("summary")) if (open.includes(trace(summary))) summary.parentElement.open = true;
    if (inside) focus(like(inside) ?? Object.assign(fresh.querySelector("h2") ?? fresh, { tabIndex: -1 }));
  }

  function wake(fresh) {
    htmx.process(fresh);
    fresh.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  }

  function hold(fresh, chip) {
    const block = $(fresh.id);
    waiting.set(fresh.id, fresh);
    block.querySelector(".fresh")?.remove();
    if (chip) (block.querySelector(".col") ?? block).prepend(chip);
  }

  function arrange(blocks) {
    if (!blocks.length) return;
    const added = blocks.filter((e) => !root.contains(e)), still = Math.max(0, blocks.findIndex((e) => e.contains(document.activeElement)));
    for (let i = still; i > 0; i--) if (blocks[i].previousElementSibling !== blocks[i - 1]) blocks[i].before(blocks[i - 1]);
    for (let i = still + 1; i < blocks.length; i++) if (blocks[i - 1].nextElementSibling !== blocks[i]) blocks[i - 1].after(blocks[i]);
    for (const e of root.querySelectorAll(".doc > [id^=goal-]")) if (!blocks.includes(e) && !isHeld(e)) e.remove();
    added.forEach(wake);
  }

  const eyes = new IntersectionObserver((all) => all.forEach(({ target, isIntersecting }) => {
    const time = target.querySelector("time"), ago = Math.round((Date.now() - Date.parse(time?.dateTime)) / minute);
    if (ago) time.textContent = new Intl.RelativeTimeFormat(document.documentElement.lang).format(-ago, "minute");
    if (isIntersecting) setTimeout(() => target.classList.add("seen"), 10000);
  }));

  function sign(block, mark) {
    if (!block || waiting.has(block.id)) return;
    block.querySelector(".fresh")?.remove();
    (block.querySelector(".col") ?? block).prepend(mark);
    $(`item-${mark.dataset.item}`)?.classList.add("touched");
    eyes.observe(mark);
  }

  function show(others) {
    const line = others.map(({ name, on }) => (named(on) ? data.at.replace("{what}", named(on)) : data.is).replace("{name}", () => name)).join(". ");
    if (line === here) return;
    here = line;
    for (const block of root.querySelectorAll("[data-editing]")) delete block.dataset.editing;
    for (const { name, on, side } of others) if (named(on)) Object.assign($(on).dataset, { editing: data.here.replace("{name}", () => name), by: side });
    if ($("here").textContent !== line) $("here").textContent = line;
    $("here").className = `here ${others[0]?.side ?? ""}`;
  }

  function named(id) {
    if (!id || !$(id)?.matches(".block")) return "";
    const place = [...root.querySelectorAll(".doc > [id^=goal-]")].findIndex((e) => e.id === id);
    return place < 0 ? data[id] : data.goal.replace("{n}", place + 1);
  }

  function close(form) {
    form.closest(".slot-edit").replaceChildren();
    return look().then(() => focus(like(opener)));
  }

  root.addEventListener("click", (event) => {
    const at = (what) => event.target.closest(what), block = at("[data-beside] button") && at("[id]");
    if (at("a[hx-target]")) opener = trace(at("a[hx-target]"));
    if (at(".slot-edit [data-close]")) { event.preventDefault(); close(event.target); }
    if (block) {
      const form = slot(block), fresh = waiting.get(block.id), place = form?.parentElement.id;
      put(fresh);
      if (form) ($(place) ?? fresh.querySelector(".col")).append(form);
    }
  });
  root.addEventListener("htmx:load", ({ target }) => {  // one edit form at a time; what was typed in another is kept as its draft
    const mine = target.closest(".slot-edit");
    if (!mine) return;
    for (const other of root.querySelectorAll(".slot-edit")) if (other !== mine) other.replaceChildren();
    target.querySelector(`[data-focus], ${words}`)?.focus();
    look();
  });
  root.addEventListener("plan:saved", ({ target }) => close(target));
  for (const name of ["dragstart", "dragend"]) root.addEventListener(name, () => { dragged = name === "dragstart"; });
  for (const name of ["pointerdown", "keydown", "scroll"]) addEventListener(name, () => { active = Date.now(); }, { passive: true });
  for (const name of ["focus", "online", "pageshow", "plan:changed"]) addEventListener(name, look);
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => ask({ leaves: true }).catch(() => {}));
  look();
}
