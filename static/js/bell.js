// The number of unread reminders, asked again while the page is looked at.
const minute = 60000;

export function start(bell) {
  const links = () => document.querySelectorAll(`a[href="${bell.getAttribute("href")}"]:is(.nav a, [data-unread])`);
  let asked = Date.now() - performance.now(); // the page itself said how many

  function show({ unread, words }) {
    for (const link of links()) {
      const now = link.querySelector(".n");
      if (parseInt(now?.textContent ?? 0) === unread) continue;
      now?.remove();
      if (!unread) continue;
      const mark = Object.assign(document.createElement("span"), { className: "n", textContent: unread });
      mark.append(Object.assign(document.createElement("span"), { className: "vh", textContent: ` ${words}` }));
      link.append(mark);
    }
  }

  async function ask(patience) {
    if (document.hidden || Date.now() - asked < patience) return;
    asked = Date.now();
    try {
      const answer = await fetch(bell.dataset.unread, { redirect: "manual" });
      if (answer.ok) show(await answer.json());
      else if (answer.type === "opaqueredirect") clearInterval(clock); // signed out
    } catch { /* no connection: the number stays, and is asked for again */ }
  }

  const clock = setInterval(ask, minute / 4, minute);
  document.addEventListener("visibilitychange", () => ask(minute / 12)); // back from where one may have read some
}
