// A second click on "Sign" does nothing. The server decides in any case; this only spares it, and the reader, the second answer.
export function start(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    else form.dataset.sent = "1";
  });
  addEventListener("pageshow", (event) => { if (event.persisted) delete form.dataset.sent; });
  form.addEventListener("htmx:afterRequest", () => { delete form.dataset.sent; });
}
