// Draws the charts of a report; legend and choices set signals of their views. Nothing is fetched.
const charts = JSON.parse(document.getElementById("charts").textContent);
const views = new Map();

function fit(spec, width) {
  // On a narrow page long labels of rows would leave no room for the marks.
  const config = { ...spec.config, axis: { ...spec.config.axis, labelLimit: Math.max(110, width * 0.45) } };
  return { ...spec, width: "container", config, autosize: { type: "fit-x", contains: "padding", resize: true } };
}

async function draw(box) {
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
  box.dataset.drawn = "yes";
}

function signal(name, key, value) {
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

function refit(width) {
  for (const list of views.values())
    for (const { box, view } of list) view.signal("width", width ?? box.clientWidth).run();
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
});
addEventListener("afterprint", () => {
  document.body.classList.remove("printing");
  refit();
});

async function all() {
  for (const box of document.querySelectorAll(".vega")) {
    await draw(box);
    await new Promise((done) => setTimeout(done));
  }
  document.body.dataset.drawn = "yes";
}
all();
