// After a swap or a refused form: the summary of what needs another look takes the focus.
export function start(element) {
  element.focus();
}
