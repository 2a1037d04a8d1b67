// For browsers that don't know <button command="show-modal" commandfor="…"> yet.
export function start(button) {
  if ("commandForElement" in HTMLButtonElement.prototype) return;
  const dialog = document.getElementById(button.getAttribute("commandfor"));
  const does = { "show-modal": () => dialog.showModal(), close: () => dialog.close() }[button.getAttribute("command")];
  if (dialog && does) button.addEventListener("click", does);
}
