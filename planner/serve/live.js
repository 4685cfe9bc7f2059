// What-if: edits go to the planner, plans come back as events; the address holds the edits, and nothing else does.
const tab = Array.from(crypto.getRandomValues(new Uint8Array(12)), (one) => one.toString(16).padStart(2, "0")).join("");
const byId = (id) => document.getElementById(id);
const state = { edits: [], job: 0, tornado: 0, shown: null, factors: [], scenarios: [], pins: [], begun: 0, expected: null };
const held = new Map();
const views = new Map();
const chosen = new Map();
const sliders = new Map();

function make(tag, words, more = {}) {
  const made = document.createElement(tag);
  if (words !== undefined) made.textContent = words;
  for (const [key, value] of Object.entries(more)) made.setAttribute(key, value);
  return made;
}

const number = (value, digits) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const signed = (value, digits) => (value > 0 ? "+" : value < 0 ? "−" : "±") + number(Math.abs(value), digits);

// ── The address ──

function fromAddress() {
  return new URLSearchParams(location.hash.slice(1)).getAll("set");
}

function query() {
  return new URLSearchParams(state.edits.map((edit) => ["set", edit])).toString();
}

function toAddress() {
  history.replaceState(null, "", state.edits.length ? `#${query()}` : location.pathname);
  for (const [id, file] of [["scenario", "scenario.yaml"], ["case", "case.zip"]])
    byId(id).href = state.edits.length ? `${file}?${query()}` : file;
}

// ── Asking ──

async function ask(path, edits) {
  const body = JSON.stringify({ tab, edits });
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  if (!answer.ok) throw new Error((await answer.text()).trim() || `The planner answers ${answer.status}.`);
  return answer.json();
}

async function plan() {
  toAddress();
  listEdits();
  document.body.classList.add("busy");
  byId("stop").hidden = false;
  try {
    // An answer to an earlier question may come before the number of this one does.
    state.asking = true;
    state.job = (await ask("plan", state.edits)).job;
  } catch (problem) {
    failed({ message: String(problem.message ?? problem) });
  } finally {
    state.asking = false;
  }
}

let soon = 0;
function planSoon() {
  clearTimeout(soon);
  soon = setTimeout(plan, 60);
}

function change(edits) {
  state.edits = edits;
  setSliders();
  plan();
}

function valueOf(factor) {
  const edit = state.edits.find((one) => one.startsWith(factor.prefix) && one.slice(factor.prefix.length).trim() !== "" && Number.isFinite(Number(one.slice(factor.prefix.length))));
  return edit === undefined ? factor.neutral : Number(edit.slice(factor.prefix.length));
}

function withFactor(factor, value) {
  const place = state.edits.findIndex((one) => one.startsWith(factor.prefix));
  const edits = state.edits.filter((one, n) => n !== place);
  if (value !== factor.neutral) edits.splice(place < 0 ? edits.length : place, 0, `${factor.prefix}${value}`);
  return edits;
}

// ── Controls ──

function valueText(factor, value) {
  if (factor.kind === "times") return `× ${number(value, 2)}`;
  return value === 0 ? "as it is" : `${value > 0 ? "+" : "−"}${number(Math.abs(value), 4).replace(/\.?0+$/, "")}`;
}

function slider(factor) {
  const box = make("div", undefined, { class: "slider" });
  const id = `factor-${factor.key.replace(/\W+/g, "-")}`;
  const label = make("label", factor.label.replaceAll("_", " "), { for: id });
  const input = make("input", undefined, { id, type: "range", min: factor.low, max: factor.high, step: factor.step });
  const shown = make("output", valueText(factor, valueOf(factor)), { for: id });
  input.value = valueOf(factor);
  const moved = () => {
    const value = Number(Number(input.value).toFixed(6));
    shown.textContent = valueText(factor, value);
    input.setAttribute("aria-valuetext", shown.textContent);
    state.edits = withFactor(factor, value);
    planSoon();
  };
  input.addEventListener("input", moved);
  box.append(label, shown, input);
  sliders.set(factor.key, { factor, input, shown });
  return box;
}

function setSliders() {
  for (const { factor, input, shown } of sliders.values()) {
    const value = valueOf(factor);
    if (document.activeElement !== input || Number(input.value) !== value) input.value = value;
    shown.textContent = valueText(factor, value);
  }
  for (const button of document.querySelectorAll("#scenarios button"))
    button.setAttribute("aria-pressed", String(isOn(state.scenarios[Number(button.dataset.scenario)])));
}

const isOn = (scenario) => scenario.edits.length > 0 && scenario.edits.every((edit) => state.edits.includes(edit));

function toggle(scenario) {
  const without = state.edits.filter((edit) => !scenario.edits.includes(edit));
  change(isOn(scenario) ? without : [...without, ...scenario.edits]);
}

function listEdits() {
  const items = state.edits.map((edit, place) => {
    const item = make("li");
    const remove = make("button", "×", { type: "button", "aria-label": `Take back ${edit}` });
    remove.addEventListener("click", () => change(state.edits.filter((one, n) => n !== place)));
    item.append(make("code", edit), remove);
    return item;
  });
  byId("edits").replaceChildren(...(items.length ? items : [make("li", "Nothing: this is the base plan.", { class: "none" })]));
}

function listLimits(limits) {
  const keep = document.activeElement?.closest?.("#limits") ? document.activeElement.dataset.more : null;
  if (document.activeElement?.matches?.("#limits input")) return;
  for (const key of [...sliders.keys()]) if (key.startsWith("limit ")) sliders.delete(key);
  byId("limits").replaceChildren(
    ...limits.map((limit) => {
      const item = make("li");
      const more = make("button", limit.more, { type: "button", "data-more": limit.label, "aria-label": `${limit.more} of ${limit.label}` });
      more.addEventListener("click", () => change(oneMore(limit.edit)));
      item.append(make("span", limit.words), more, slider(limit.factor));
      return item;
    }),
  );
  if (keep) [...document.querySelectorAll("#limits button")].find((one) => one.dataset.more === keep)?.focus();
}

function oneMore(edit) {
  // A second click adds to the first instead of standing beside it.
  const [, prefix, amount] = edit.match(/^(.*\+=)(.*)$/);
  const place = state.edits.findIndex((one) => one.startsWith(prefix));
  if (place < 0) return [...state.edits, edit];
  const sum = Number(state.edits[place].slice(prefix.length)) + Number(amount);
  return state.edits.map((one, n) => (n === place ? `${prefix}${sum}` : one));
}

// ── Answers ──

function figureText(figure) {
  return figure.value === null ? figure.text : `${number(figure.value, figure.digits)} ${figure.unit}`;
}

function differenceText(figure, before) {
  if (!before) return "";
  if (figure.value === null) return before.text === figure.text ? "as in the base plan" : `was ${before.text}`;
  const difference = figure.value - before.value;
  return Math.abs(difference) < 0.5 * 10 ** -figure.digits ? "as in the base plan" : signed(difference, figure.digits);
}

function showFigures(figures, base) {
  byId("figures").replaceChildren(
    ...figures.map((figure, n) => {
      const box = make("div");
      const value = make("dd", figureText(figure));
      value.append(make("small", differenceText(figure, base[n]), { class: "was" }));
      box.append(make("dt", figure.name), value);
      return box;
    }),
  );
}

function planned(message) {
  state.shown = message;
  document.body.classList.remove("busy");
  byId("stop").hidden = true;
  byId("answer").textContent = message.answer;
  byId("answer").classList.remove("failed");
  byId("status").textContent = `Planned in ${number(message.seconds, message.seconds < 10 ? 2 : 0)} s.`;
  showFigures(message.figures, message.base.figures);
  listLimits(message.limits);
  setSliders();
  showCharts(message.charts);
  document.body.dataset.planned = String(message.job);
  clearTimeout(state.later);
  state.later = setTimeout(swing, 1200);
}

function failed(message) {
  document.body.classList.remove("busy");
  byId("stop").hidden = true;
  byId("answer").textContent = message.message;
  byId("answer").classList.add("failed");
  byId("status").textContent = message.kind === "no plan" ? "No plan exists; what is drawn is the last one." : "";
  document.body.dataset.failed = String(message.job ?? "");
}

function heard(message) {
  if (message.what === "swing" && message.job === state.tornado) return swung(message);
  if (message.job !== state.job || state.asking) {
    if (state.asking) setTimeout(() => heard(message), 30);
    return;
  }
  if (message.what === "begun") state.expected = message.expected;
  else if (message.what === "progress") {
    const about = state.expected && state.expected > 1 ? ` of about ${number(state.expected, 0)} s` : " s";
    byId("status").textContent = `${message.stage}, ${number(message.seconds, 1)}${about}`;
  } else if (message.what === "planned") planned(message);
  else if (message.what === "failed") failed(message);
  else if (message.what === "stopped") {
    document.body.classList.remove("busy");
    byId("stop").hidden = true;
    byId("status").textContent = "Stopped; what is drawn is the last plan.";
    document.body.dataset.stopped = String(message.job);
  }
}

// ── Charts: frames stay, what is drawn in them changes, and axes only grow ──

function channels(spec, found = new Map()) {
  for (const [channel, one] of Object.entries(spec.encoding ?? {}))
    if ((channel === "x" || channel === "y") && one?.type === "quantitative" && !one.scale?.domain) found.set(channel, one);
  for (const layer of spec.layer ?? []) channels(layer, found);
  return found;
}

function withHeldAxes(spec, key) {
  const known = held.get(key);
  if (!known || spec.hconcat || spec.vconcat || spec.concat || spec.facet) return spec;
  const ghosts = [...channels(spec)].filter(([channel]) => known[channel]).map(([channel]) => ({
    data: { values: known[channel].map((value) => ({ held: value })) },
    mark: { type: "point", opacity: 0, tooltip: false },
    encoding: { [channel]: { field: "held", type: "quantitative" } },
  }));
  if (!ghosts.length) return spec;
  if (spec.layer) return { ...spec, layer: [...spec.layer, ...ghosts] };
  const { data, transform, mark, encoding, ...rest } = spec;
  return { ...rest, layer: [{ data, transform, mark, encoding }, ...ghosts] };
}

function hold(view, spec, key) {
  const known = held.get(key) ?? {};
  for (const channel of channels(spec).keys()) {
    try {
      const ends = view.scale(channel).domain();
      const both = known[channel] ? [...known[channel], ...ends] : ends;
      known[channel] = [Math.min(...both), Math.max(...both)];
    } catch { /* a chart without that axis */ }
  }
  held.set(key, known);
}

async function draw(box, name, place, panel) {
  const key = `${name}/${place}`;
  const words = box.getAttribute("aria-label");
  const config = { ...panel.config, axis: { ...panel.config.axis, labelLimit: Math.max(110, box.clientWidth * 0.45) } };
  const fitted = { ...panel, width: "container", config, autosize: { type: "fit-x", contains: "padding", resize: true } };
  const options = { renderer: "svg", actions: false, ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
  const { view } = await vegaEmbed(box, withHeldAxes(fitted, key), options);
  hold(view, panel, key);
  box.setAttribute("role", "img");
  box.removeAttribute("aria-roledescription");
  box.setAttribute("aria-label", words);
  box.querySelector("svg")?.setAttribute("aria-hidden", "true");
  views.get(key)?.finalize();
  views.set(key, view);
  for (const [signal, value] of chosen.get(name) ?? []) view.signal(signal, value).run();
}

function frame(name, html) {
  const made = new DOMParser().parseFromString(html, "text/html").querySelector("section");
  const there = document.querySelector(`#charts section[data-chart="${name}"]`);
  if (!there || there.querySelectorAll(".vega").length !== made.querySelectorAll(".vega").length) {
    made.querySelectorAll(".save").forEach((one) => one.remove());
    if (there) there.replaceWith(made);
    else byId("charts").append(made);
    return made;
  }
  for (const part of [".seen", ".legend", "details table"]) {
    const [old, fresh] = [there.querySelector(part), made.querySelector(part)];
    if (old && fresh) old.replaceWith(fresh);
  }
  there.querySelectorAll(".vega").forEach((box, n) => box.setAttribute("aria-label", made.querySelectorAll(".vega")[n].getAttribute("aria-label")));
  chosen.delete(name);
  return there;
}

let drawing = Promise.resolve();
function showCharts(charts) {
  const mine = state.shown;
  drawing = drawing.then(async () => {
    for (const [name, { html, panels }] of Object.entries(charts)) {
      if (state.shown !== mine) return;
      const boxes = frame(name, html).querySelectorAll(".vega");
      for (const [place, panel] of panels.entries()) await draw(boxes[place], name, place, panel);
    }
    document.body.dataset.drawn = String(mine.job);
  });
}

function signal(name, key, value) {
  if (!chosen.has(name)) chosen.set(name, new Map());
  chosen.get(name).set(key, value);
  for (const [of, view] of views) if (of.startsWith(`${name}/`)) view.signal(key, value).run();
}

// ── Tornado: in the background, and only for the plan that is shown ──

async function swing() {
  if (!state.shown) return;
  const edits = state.edits;
  try {
    byId("bars").replaceChildren();
    state.swings = [];
    state.swingBase = state.shown.objective;
    state.tornado = (await ask("tornado", edits)).job;
  } catch { /* asked again with the next plan */ }
}

function swung({ key, low, high }) {
  const factor = state.factors.find((one) => one.key === key);
  if (!factor) return;
  const change = (cost) => (cost === null ? null : cost - state.swingBase);
  state.swings.push({ label: factor.label, low: change(low), high: change(high) });
  const size = (one) => Math.max(Math.abs(one.low ?? 0), Math.abs(one.high ?? 0));
  state.swings.sort((a, b) => size(b) - size(a));
  const most = Math.max(1e-9, ...state.swings.map(size));
  byId("tornado").hidden = false;
  byId("bars").replaceChildren(...state.swings.map((one) => bar(one, most)));
}

function bar(one, most) {
  const item = make("li");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const words = (value) => (value === null ? "no plan" : signed(value, 1));
  svg.setAttribute("viewBox", "0 0 400 22");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  for (const [value, row] of [[one.low, 1], [one.high, 11]]) {
    if (value === null) continue;
    const width = Math.max(1, (200 * Math.abs(value)) / most);
    const part = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, at] of [["x", value < 0 ? 200 - width : 200], ["y", row], ["width", width], ["height", 9]]) part.setAttribute(name, String(at));
    part.setAttribute("class", value < 0 ? "down" : "up");
    svg.append(part);
  }
  const label = make("span", one.label.replaceAll("_", " "));
  label.append(make("small", ` ${words(one.low)} / ${words(one.high)}`));
  item.append(label, svg);
  return item;
}

// ── Pins ──

function pin() {
  if (!state.shown) return;
  const name = state.edits.length ? `Plan ${state.pins.length + 1}` : "Base plan";
  state.pins.push({ name, edits: [...state.edits], figures: state.shown.figures, cost: state.shown.cost });
  showPins();
}

function showPins() {
  byId("pinned").hidden = !state.pins.length;
  const table = byId("table");
  table.replaceChildren();
  if (!state.pins.length) return;
  const [first] = state.pins;
  const head = make("tr");
  head.append(make("th", "USD billion, GW", { scope: "col" }));
  state.pins.forEach((one, n) => {
    const cell = make("th", one.name, { scope: "col" });
    cell.append(make("small", one.edits.join(" ") || "nothing changed"));
    const back = make("button", "show", { type: "button", "aria-label": `Show ${one.name} again` });
    back.addEventListener("click", () => change([...one.edits]));
    const away = make("button", "×", { type: "button", "aria-label": `Unpin ${one.name}` });
    away.addEventListener("click", () => { state.pins.splice(n, 1); showPins(); });
    cell.append(back, away);
    head.append(cell);
  });
  table.append(head);
  const line = (name, texts) => {
    const row = make("tr");
    row.append(make("th", name, { scope: "row" }), ...texts.map(([text, more]) => {
      const cell = make("td", text);
      if (more) cell.append(make("small", more));
      return cell;
    }));
    table.append(row);
  };
  first.figures.forEach((figure, place) =>
    line(figure.name, state.pins.map((one, n) => [figureText(one.figures[place]), n && figure.value !== null ? signed(one.figures[place].value - figure.value, figure.digits) : ""])));
  for (const part of Object.keys(first.cost))
    line(part, state.pins.map((one, n) => [number(one.cost[part], 1), n ? signed(one.cost[part] - first.cost[part], 1) : ""]));
}

// ── Begin ──

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.series) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    const off = [...button.closest("ul").querySelectorAll('button[aria-pressed="false"]')];
    signal(button.closest("section").dataset.chart, "hidden", off.map((one) => one.dataset.series));
  }
});
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches("select[data-signal]")) signal(box.closest("section").dataset.chart, box.dataset.signal, box.value);
});
byId("stop").addEventListener("click", () => ask("stop", []));
byId("reset").addEventListener("click", () => change([]));
byId("pin").addEventListener("click", pin);
byId("copy").addEventListener("click", async () => {
  const quoted = (edit) => `'${edit.replaceAll("'", "'\\''")}'`;
  const text = state.edits.map((edit) => `--set ${quoted(edit)}`).join(" ");
  await navigator.clipboard.writeText(text).catch(() => {});
  byId("copied").textContent = text || "Nothing is changed.";
});
byId("typed").addEventListener("submit", (event) => {
  event.preventDefault();
  const edit = byId("edit").value.trim();
  if (edit) change([...state.edits, edit]);
  byId("edit").value = "";
});
addEventListener("hashchange", () => {
  if (JSON.stringify(fromAddress()) !== JSON.stringify(state.edits)) change(fromAddress());
});

async function begin() {
  const about = await (await fetch("about")).json();
  state.factors = about.factors;
  state.scenarios = about.scenarios;
  byId("sliders").append(...about.factors.map(slider));
  byId("scenarios").hidden = !about.scenarios.length;
  byId("scenarios").querySelector("p").append(...about.scenarios.map((scenario, n) => {
    const button = make("button", scenario.name.replaceAll("-", " "), { type: "button", title: scenario.sentence, "data-scenario": n, "aria-pressed": "false" });
    button.addEventListener("click", () => toggle(scenario));
    return button;
  }));
  const events = new EventSource(`events?tab=${tab}`);
  events.onmessage = (event) => heard(JSON.parse(event.data));
  events.onopen = () => { events.onopen = null; change(fromAddress()); };
  events.onerror = () => { if (events.readyState === EventSource.CLOSED) failed({ message: "The planner is gone." }); };
}
begin().catch((problem) => failed({ message: String(problem) }));
