// What a reader would complain of: charts without marks, text cut off or on top of other text, a page too wide.
() => {
  const seen = (node) => {
    for (let at = node; at && at.getAttribute; at = at.parentNode)
      if (at.getAttribute("opacity") === "0" || getComputedStyle(at).display === "none") return false;
    return node.textContent.trim() !== "";
  };
  const around = (one, other, slack) =>
    one.left >= other.left - slack && one.right <= other.right + slack &&
    one.top >= other.top - slack && one.bottom <= other.bottom + slack;
  const clash = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 2;
  const faults = [];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) faults.push(`the page is ${page.scrollWidth} wide, not ${page.clientWidth}`);
  for (const box of document.querySelectorAll(".vega")) {
    const name = box.dataset.panel;
    const svg = box.querySelector("svg");
    if (!svg) { faults.push(`${name} is not drawn`); continue; }
    const marks = [...svg.querySelectorAll(".mark-rect path, .mark-rule line, .mark-symbol path, .mark-line path")]
      .filter((mark) => !mark.closest(".role-axis, .role-legend"))
      .filter((mark) => { const at = mark.getBoundingClientRect(); return Math.max(at.width, at.height) > 0.5; });
    if (!marks.length) faults.push(`${name} has no marks`);
    const frame = svg.getBoundingClientRect();
    const column = box.closest(".panel").getBoundingClientRect();
    if (frame.right > column.right + 1) faults.push(`${name} is wider than its column`);
    const texts = [...svg.querySelectorAll("text")].filter(seen).map((text) => [text.textContent, text.getBoundingClientRect()]);
    for (const [words, at] of texts) if (!around(at, frame, 2)) faults.push(`${name}: "${words}" is cut off`);
    texts.forEach(([words, at], n) => {
      for (const [others, there] of texts.slice(n + 1))
        if (clash(at, there)) faults.push(`${name}: "${words}" is on top of "${others}"`);
    });
  }
  for (const section of document.querySelectorAll("section, header")) {
    const parts = [...section.querySelectorAll("h1, h2, h3, h4, p, dl div, .legend li, .vega, summary, label")]
      .filter((part) => part.getBoundingClientRect().height && !part.closest("details > :not(summary)"));
    parts.forEach((part, n) => {
      for (const other of parts.slice(n + 1))
        if (!part.contains(other) && clash(part.getBoundingClientRect(), other.getBoundingClientRect()))
          faults.push(`"${part.textContent.slice(0, 40)}" is on top of "${other.textContent.slice(0, 40)}"`);
    });
  }
  return faults;
}
