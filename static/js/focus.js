// After a swap or a refused form: the summary of what needs another look takes the focus (but not in a sample of it).
export function start(element) {
  if (!element.closest("[data-sample]")) element.focus();
}
