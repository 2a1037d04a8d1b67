// Read a chart with the pointer: value and how long ago. Both stand beside it as text.
const tip = document.createElement("output");
tip.className = "tip";
tip.hidden = true;
tip.setAttribute("aria-live", "off");
document.body.append(tip);

export function start(spark) {
  const points = spark.dataset.points.split("|");
  const last = points.length - 1;
  const [left, right] = (spark.dataset.inset || "0 0").split(" ").map(Number);
  spark.addEventListener("pointermove", (event) => {
    const box = spark.getBoundingClientRect();
    const index = Math.max(0, Math.min(last, Math.round((((event.clientX - box.left) / box.width - left) / (1 - left - right)) * last)));
    const when = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" }).format(index - last, "week");
    tip.textContent = `${points[index] || "–"}, ${when}`;
    tip.hidden = false;
    const left = Math.min(event.clientX + 10, innerWidth - tip.offsetWidth - 8);
    tip.animate([{ transform: `translate(${left}px, ${box.top + scrollY - 26}px)` }], { fill: "forwards", duration: 0 });
  });
  spark.addEventListener("pointerleave", () => { tip.hidden = true; });
}
