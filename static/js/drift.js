// Step through the weeks of the example: by the slider, its two buttons, or by pointing at the picture. The server has drawn them all.
export function start(box) {
  const slider = box.querySelector("[type=range]"), said = box.querySelectorAll(".said-so > li");

  function show(week) {
    slider.value = week;
    box.querySelector("output[data-week]").value = slider.value;
    box.querySelectorAll(".wk").forEach((one) => one.classList.toggle("later", +one.dataset.week > +slider.value));
    box.querySelectorAll("svg.story").forEach(({ dataset: { left, step }, lastElementChild: cursor }) => {
      cursor.setAttribute("transform", `translate(${+left + (slider.value - 1) * step} 0)`);
    });
    said.forEach((one, place) => { one.hidden = place + 1 !== +slider.value; });
  }

  slider.addEventListener("input", () => show(slider.value));
  box.querySelectorAll("button[data-step]").forEach((button) => button.addEventListener("click", (event) => {
    event.preventDefault();
    show(+slider.value + +button.dataset.step);
  }));
  box.querySelectorAll("svg.story").forEach((svg) => ["pointerdown", "pointermove"].forEach((sign) => svg.addEventListener(sign, (event) => {
    if (sign === "pointermove" && !event.buttons) return;
    const { left, width } = svg.getBoundingClientRect(), at = ((event.clientX - left) / width) * svg.dataset.width;
    show(Math.round((at - svg.dataset.left) / svg.dataset.step) + 1);
  })));
  box.dataset.ready = "";
}
