(() => {
  // Returns the faults of accessibility of what is shown: fields without a label,
  // links and buttons without a name, headings that skip a level, ids twice, text of
  // too little contrast (WCAG 2.2, 1.4.3: 4.5, of large text 3), tab indexes above 0.
  const faults = [];
  const shown = e => e.checkVisibility() && e.getBoundingClientRect().width > 0;
  const tell = (e, what) => faults.push(what + ": " + e.outerHTML.slice(0, 100));
  if (!document.documentElement.lang) faults.push("the page says no language");
  if (!document.title) faults.push("the page has no title");
  for (const e of document.querySelectorAll("input, select, textarea")) {
    if (!e.labels.length && !e.getAttribute("aria-label")) tell(e, "no label");
  }
  for (const e of document.querySelectorAll("a, button, summary")) {
    if (!(e.getAttribute("aria-label") || e.textContent).trim()) tell(e, "no name");
  }
  for (const e of document.querySelectorAll("[role=region], nav")) {
    if (!e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby")) tell(e, "a landmark without a name");
  }
  for (const e of document.querySelectorAll("[aria-labelledby], [aria-describedby]")) {
    for (const id of ((e.getAttribute("aria-labelledby") || "") + " " + (e.getAttribute("aria-describedby") || "")).split(" ").filter(Boolean)) {
      if (!document.getElementById(id)) tell(e, "names #" + id + ", which is not there");
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push("id twice: " + id);
  for (const e of document.querySelectorAll("[tabindex]")) if (e.tabIndex > 0) tell(e, "tab index above 0");
  if (document.querySelectorAll("main").length !== 1) faults.push("want one main");
  let level = 0;
  for (const e of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    if (!e.checkVisibility()) continue;
    const n = Number(e.tagName[1]);
    if (n > level + 1) tell(e, "a heading of level " + n + " after one of " + level);
    level = n;
  }
  for (const e of document.querySelectorAll("th")) if (!e.scope) tell(e, "a heading of a table without scope");

  const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d", {willReadFrequently: true});
  const rgba = color => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = rgba(getComputedStyle(e).backgroundColor);
      if (c[3] === 255) return c;
    }
    return [255, 255, 255, 255];
  };
  const seen = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || seen.has(e) || !shown(e) || e.closest("script, noscript")) continue;
    seen.add(e);
    const s = getComputedStyle(e);
    const [a, b] = [light(rgba(s.color)), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(s.fontSize);
    const want = size >= 24 || size >= 18.66 && Number(s.fontWeight) >= 700 ? 3 : 4.5;
    if (ratio < want) tell(e, "contrast " + ratio.toFixed(2) + ", want " + want);
  }
  return faults;
})()
