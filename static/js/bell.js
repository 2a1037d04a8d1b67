// The number of unread reminders, asked again while the page is looked at.
const minute = 60000;

export function start(bell) {
  const links = () => document.querySelectorAll(`a[href="${bell.getAttribute("href")}"]:is(.nav a, [data-unread])`);
  let asked = Date.now();

  function show(number) {
    for (const link of links()) {
      let mark = link.querySelector(".n");
      if (!number) mark?.remove();
      else {
        if (!mark) link.append(mark = Object.assign(document.createElement("span"), { className: "n" }));
        if (parseInt(mark.textContent) !== number) mark.textContent = number;
      }
    }
  }

  async function ask() {
    if (document.hidden || Date.now() - asked < minute) return;
    asked = Date.now();
    try {
      const answer = await fetch(bell.dataset.unread, { redirect: "manual" });
      if (answer.ok) show((await answer.json()).unread);
    } catch { /* no connection: the number stays */ }
  }

  setInterval(ask, minute / 4);
  document.addEventListener("visibilitychange", ask);
}
