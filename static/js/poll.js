// Raises "poll-visible" on an element every few seconds while the page is looked at, and at once when it is looked at again.
export function start(element) {
  const seconds = Number(element.dataset.pollVisible) || 15;
  const ask = () => { if (!document.hidden && element.isConnected) element.dispatchEvent(new CustomEvent("poll-visible", { bubbles: false })); };
  const timer = setInterval(() => (element.isConnected ? ask() : stop()), seconds * 1000);
  const stop = () => { clearInterval(timer); document.removeEventListener("visibilitychange", ask); };
  document.addEventListener("visibilitychange", ask);
}
