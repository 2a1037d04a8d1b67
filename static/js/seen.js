// Tells the server how far the plan has been read, once its page has been looked at for some seconds, and again when somebody comes
// back to it after a while. Where this doesn't run there is the button "Mark as read".
const seconds = 5, again = 10 * 60;
const signs = ["visibilitychange", "keydown", "pointerdown"];

export function start(form) {
  let told = 0, timer;
  const tell = () => {
    if (document.hidden || !form.isConnected) return;
    told = Date.now();
    const body = new FormData(form);  // without the button, so that marks stay until the visit is over
    fetch(form.action, { method: "POST", body, headers: { "X-Seen": "1" }, redirect: "error" }).catch(() => { told = 0; });
  };
  const look = () => { clearTimeout(timer); timer = setTimeout(tell, seconds * 1000); };
  const back = () => {
    if (!form.isConnected) for (const sign of signs) document.removeEventListener(sign, back);
    else if (!document.hidden && Date.now() - told > again * 1000) look();
  };
  for (const sign of signs) document.addEventListener(sign, back, { passive: true });
  look();
}
