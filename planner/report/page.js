// Draws the charts of a report; legend and choices set signals of their views. Nothing is fetched.
// What a reader sees is drawn first, the rest while the browser has nothing else to do, and all of it before print.
const charts = JSON.parse(document.getElementById("charts").textContent);
const views = new Map();
const chosen = new Map();
const waiting = new Set(document.querySelectorAll(".vega"));

function fit(spec, width) {
  // On a narrow page long labels of rows would leave no room for the marks.
  const config = { ...spec.config, axis: { ...spec.config.axis, labelLimit: Math.max(110, width * 0.45) } };
  return { ...spec, width: "container", config, autosize: { type: "fit-x", contains: "padding", resize: true } };
}

async function draw(box) {
  waiting.delete(box);
  const [name, number] = box.dataset.panel.split("/");
  const words = box.getAttribute("aria-label");
  const spec = fit(charts[name][Number(number)], box.clientWidth);
  const { view } = await vegaEmbed(box, spec, { renderer: "svg", actions: false });
  // Vega names the box anew, without our words; and what is within a picture is not read aloud.
  box.setAttribute("role", "img");
  box.removeAttribute("aria-roledescription");
  box.setAttribute("aria-label", words);
  box.querySelector("svg").setAttribute("aria-hidden", "true");
  if (!views.has(name)) views.set(name, []);
  views.get(name).push({ box, view });
  for (const [key, value] of chosen.get(name) ?? []) view.signal(key, value).run();
  box.style.removeProperty("min-height");
  box.dataset.drawn = "yes";
}

function signal(name, key, value) {
  // A panel that is not drawn yet is told when it is.
  if (!chosen.has(name)) chosen.set(name, new Map());
  chosen.get(name).set(key, value);
  for (const { view } of views.get(name) ?? []) view.signal(key, value).run();
}

function save(button) {
  const box = button.closest(".panel").querySelector(".vega");
  const name = box.dataset.panel.split("/")[0];
  const { view } = views.get(name).find((one) => one.box === box);
  view.toImageURL(button.dataset.save, 2).then((address) => {
    const link = document.createElement("a");
    link.href = address;
    link.download = `${name}.${button.dataset.save}`;
    link.click();
  });
}

function pressed(button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  const off = [...button.closest("ul").querySelectorAll('button[aria-pressed="false"]')];
  signal(button.closest("section").dataset.chart, "hidden", off.map((one) => one.dataset.series));
}

function filtered() {
  const shown = new Set([...document.querySelectorAll("fieldset input:checked")].map((box) => box.value));
  for (const row of document.querySelectorAll("tr[data-confidence]")) row.hidden = !shown.has(row.dataset.confidence);
}

// Charts are drawn so much wider than they are printed, and shrink with their text.
const SHRINK = 1.55;

function refit() {
  const times = document.body.classList.contains("printing") ? SHRINK : 1;
  for (const list of views.values())
    for (const { box, view } of list) view.signal("width", times * box.clientWidth).run();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.save) save(button);
  else if (button?.dataset.series) pressed(button);
  else if (button?.dataset.tables) {
    for (const one of document.querySelectorAll("details")) one.open = button.dataset.tables === "open";
  }
});
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches("select[data-signal]")) signal(box.closest("section").dataset.chart, box.dataset.signal, box.value);
  else if (box.matches("fieldset input")) filtered();
});
addEventListener("beforeprint", () => {
  document.body.classList.add("printing");
  refit();
  // Vega waits for nothing but its own promises, and those are kept before the browser lays out what it prints.
  waiting.forEach(draw);
});
addEventListener("afterprint", () => {
  document.body.classList.remove("printing");
  refit();
});

// Reaches beyond the window, so that a reader who scrolls meets charts that are drawn.
function near() {
  const seen = (box) => {
    const { top, bottom } = box.getBoundingClientRect();
    return bottom > -400 && top < innerHeight + 400;
  };
  return [...waiting].find(seen);
}

async function all() {
  while (waiting.size) {
    if (!near()) {
      document.body.dataset.ready = "yes";
      await new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done));
    }
    // A reader may have scrolled meanwhile, or printed, which draws all.
    const box = near() ?? [...waiting][0];
    if (box) await draw(box);
    await new Promise((done) => setTimeout(done));
  }
  Object.assign(document.body.dataset, { ready: "yes", drawn: "yes" });
}
all();
