// A toast goes after 8 seconds, but not while the pointer or the focus is on it; what went wrong stays until it is closed.
const life = 8000;

export function start(toast) {
  let timer;
  const wait = () => { if (toast.dataset.toast !== "stays") timer = setTimeout(() => toast.remove(), life); };
  const hold = () => clearTimeout(timer);
  for (const event of ["pointerenter", "focusin"]) toast.addEventListener(event, hold);
  for (const event of ["pointerleave", "focusout"]) toast.addEventListener(event, wait);
  toast.querySelector("[data-dismiss]")?.addEventListener("click", () => toast.remove());
  wait();
}
