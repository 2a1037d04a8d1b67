// Items of a list change places: with the pointer on their handle, with Alt and the arrow keys, or with the menu's buttons. The
// server keeps the order; the page then shows the server's.
let last = ""; // the handle that moved something, which takes the focus again when its part of the page is drawn anew
const said = document.body.appendChild(Object.assign(document.createElement("p"), { className: "vh" }));
said.setAttribute("role", "status");

const itemOf = (element) => element.closest("[data-list]");
const listOf = (item) => [...document.querySelectorAll(`[data-list="${item.dataset.list}"]`)];

export function start(handle) {
  if (handle.id === last && document.activeElement === document.body) handle.focus({ preventScroll: true });
  handle.addEventListener("pointerdown", (event) => { if (event.button === 0) drag(handle, event); });
  handle.onkeydown = (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !event.altKey) return;
    event.preventDefault();
    nudge(handle, step);
  };
  if (handle.pressed) handle.onkeydown(handle.pressed);
  delete handle.pressed;
  const menu = handle.parentElement.querySelector(".menu");
  for (const button of menu?.querySelectorAll("[data-move]") ?? []) button.addEventListener("click", (event) => {
    event.preventDefault();
    nudge(handle, button.value === "up" ? -1 : 1);
  });
}

function nudge(handle, step) {
  const list = listOf(itemOf(handle)), place = list.indexOf(itemOf(handle)) + step;
  if (place >= 0 && place < list.length) move(handle, place);
}

function drag(handle, event) {
  const item = itemOf(handle), list = listOf(item), from = list.indexOf(item);
  let place = from, started = false;
  const clear = () => list.forEach((one) => one.classList.remove("drop-before", "drop-after"));
  const end = (keep) => {
    for (const [name, listener] of Object.entries(listeners)) handle.removeEventListener(name, listener);
    document.removeEventListener("keydown", escape, true);
    document.documentElement.classList.remove("is-dragging");
    item.classList.remove("dragging");
    clear();
    if (started) handle.dispatchEvent(new Event("dragend", { bubbles: true }));
    if (started && keep && place !== from) move(handle, place);
  };
  const escape = (key) => { if (key.key === "Escape") end(false); };
  const listeners = {
    pointermove({ clientY, clientX }) {
      if (!started && Math.hypot(clientY - event.clientY, clientX - event.clientX) < 4) return;
      if (!started) begin();
      if (clientY < 72 || clientY > innerHeight - 96) scrollBy(0, clientY < 72 ? -14 : 14);
      place = placeAt(list, from, clientY);
      clear();
      if (place !== from) list[place].classList.add(place < from ? "drop-before" : "drop-after");
    },
    pointerup: () => end(true),
    pointercancel: () => end(false),
  };
  const begin = () => {
    started = true;
    document.documentElement.classList.add("is-dragging");
    item.classList.add("dragging");
    handle.dispatchEvent(new Event("dragstart", { bubbles: true }));
  };
  event.preventDefault();
  handle.focus();
  handle.setPointerCapture(event.pointerId);
  for (const [name, listener] of Object.entries(listeners)) handle.addEventListener(name, listener);
  document.addEventListener("keydown", escape, true);
}

// The place in the list that an item gets when it is let go at this height.
function placeAt(list, from, y) {
  const others = list.filter((_, index) => index !== from);
  return others.filter((one) => { const box = one.getBoundingClientRect(); return y > box.top + box.height / 2; }).length;
}

async function move(handle, place) {
  last = document.activeElement === handle ? handle.id : "";
  const { drag: url, name } = handle.dataset, count = listOf(itemOf(handle)).length;
  const body = new FormData(document.getElementById("tools"));
  body.set("place", place);
  const answer = await fetch(url, { method: "POST", body, redirect: "manual" }).catch(() => null);
  if (answer?.type !== "opaqueredirect") return location.reload();
  said.textContent = handle.dataset.said.replace("{name}", () => name).replace("{n}", place + 1).replace("{of}", count);
  dispatchEvent(new Event("plan:changed"));
}
