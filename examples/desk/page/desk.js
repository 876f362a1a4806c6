"use strict";
// The page asks the engine and shows its answers. Texts of answers become text
// nodes, never markup.

const $ = id => document.getElementById(id);

// h makes an element of a tag, attributes and children.
function h(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else if (value === true) e.setAttribute(name, "");
    else if (value !== false && value != null && value !== "") e.setAttribute(name, value);
  }
  e.append(...children.flat(3).filter(c => c != null && c !== false && c !== ""));
  return e;
}

const show = (where, ...what) => where.replaceChildren(...what.flat(3).filter(Boolean));
const say = text => { $("said").textContent = text; };
const address = code => "#/codes/" + encodeURIComponent(code);
const link = code => h("a", {href: address(code), class: "code"}, code);
const many = (n, one, more) => n + " " + (n === 1 ? one : more || one + "s");
const signed = text => (text > 0 ? "+" : "") + dollars(text);
const dollars = text => (text < 0 ? "−$" : "$") + Math.abs(Number(text)).toLocaleString("en-US", {minimumFractionDigits: 2, maximumFractionDigits: 2});

// linked returns a text with the codes and DRGs in it as links.
function linked(text) {
  const out = [];
  let from = 0;
  for (const m of text.matchAll(/\bDRG \d{3}\b|\b[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?(?![\w.]*\w)/g)) {
    out.push(text.slice(from, m.index), link(m[0]));
    from = m.index + m[0].length;
  }
  out.push(text.slice(from));
  return out;
}

// ask asks the engine; what it refuses is an error with its reason.
async function ask(request) {
  let answer;
  try {
    answer = JSON.parse(await engine(JSON.stringify(request)));
  } catch (e) {
    throw new Error("The engine does not answer: " + e.message);
  }
  if (answer && answer.error) throw new Error(answer.error);
  return answer;
}

// latest runs questions of one kind and drops an answer that a later question has
// overtaken.
function latest(where, run) {
  let n = 0;
  return async (...args) => {
    const mine = ++n;
    where.setAttribute("aria-busy", "true");
    try {
      const then = await run(...args);
      if (mine === n) then();
    } catch (e) {
      if (mine === n) {
        show(where, h("p", {class: "problem"}, e.message));
        say(e.message);
      }
    }
    if (mine === n) where.removeAttribute("aria-busy");
  };
}

// bring leads to an answer that was asked for where it stands below the question, as on
// a narrow screen it does.
function bring(answer) {
  if (answer.getBoundingClientRect().top < innerHeight / 2) return;
  answer.focus({preventScroll: true});
  answer.scrollIntoView();
}

const on = () => $("on").value || undefined;

// Codes.

const find = latest($("found"), async text => {
  const a = await ask({do: "find", text, on: on()});
  return () => {
    const list = (title, hits) => hits.length > 0 && [h("h3", {class: "quiet"}, title), h("ul", {class: "list"}, hits.map(x =>
      h("li", {}, h("a", {href: address(x.code)}, h("span", {class: "code"}, x.code), x.header && " (header)", " ", x.title,
        x.why && h("small", {}, x.why), x.assumed && h("small", {}, "assumed: " + x.assumed.join(", "))))))];
    show($("found"), a.code && list("The code", [a.code]), ...(a.operation ? [list("Procedures", a.procedures), list("Diagnoses", a.diagnoses)] : [list("Diagnoses", a.diagnoses), list("Procedures", a.procedures)]));
    const n = a.diagnoses.length + a.procedures.length + (a.code ? 1 : 0);
    say(n ? many(n, "code") + " found" : "Nothing found");
    if (!n && text.trim()) show($("found"), h("p", {}, "Nothing found. Fewer or other words may lead on."));
    mark();
  };
});

const read = latest($("read"), async (code, focus, asked) => {
  const p = await ask({do: "read", text: code, on: on()});
  return () => {
    const add = {"ICD-10-CM": "diagnoses", "ICD-10-PCS": "procedures"}[p.system];
    show($("read"),
      p.above && h("ul", {class: "path", "aria-label": "Within"}, p.above.map(a => h("li", {}, link(a.name), " ", a.title))),
      h("h3", {}, h("span", {class: "code"}, p.code), " ", p.title),
      h("p", {class: p.holds ? "good" : "bad"}, p.verdict),
      h("p", {class: "quiet"}, p.system + ", on " + p.on),
      add && h("div", {class: "row"}, h("button", {type: "button", id: "add", onclick: () => addToStay(add, p.code)}, "Add to the stay")),
      h("dl", {}, p.facts.map(f => [h("dt", {}, f.name, f.source && h("small", {}, f.source)), h("dd", {}, f.lines.map(l => h("p", {}, linked(l))))])),
      p.below && [h("h4", {}, "Below"), h("ul", {class: "list"}, p.below.map(b => h("li", {}, h("a", {href: address(b.name)}, h("span", {class: "code"}, b.name), " ", b.title))))]);
    say(p.code + " " + p.title);
    mark();
    if (focus) $("read").focus({preventScroll: true});
    if (asked) bring($("read"));
  };
});

// mark marks the code that is read among those found.
function mark() {
  for (const a of $("found").querySelectorAll("a")) {
    if (a.getAttribute("href") === location.hash) a.setAttribute("aria-current", "true");
    else a.removeAttribute("aria-current");
  }
}

function addToStay(field, code) {
  const t = $(field);
  t.value = (t.value.trim() ? t.value.trimEnd() + "\n" : "") + code + (field === "diagnoses" ? ":Y" : "");
  say(code + " is in the stay");
  group();
}

// The stay.

const fields = ["diagnoses", "procedures", "age", "sex", "status", "charges", "admission", "discharge"];
const hospital = ["WageIndex", "OperatingCCR", "CapitalCCR", "ResidentsPerBed", "LowIncomeShare", "Beds"];

function typed() {
  const stay = {exempt: $("exempt").checked};
  for (const f of fields) if ($(f).value) stay[f] = $(f).value;
  stay.age = stay.age || "";
  const facts = {Urban: $("Urban").checked};
  for (const f of hospital) {
    const text = $(f).value.trim() || "0";
    if (!Number.isFinite(Number(text))) throw new Error($(f).labels[0].textContent + ": want a number, not “" + text + "”");
    facts[f] = Number(text);
  }
  return {do: "group", on: on(), stay, hospital: facts};
}

// onPaper returns the form in words: its fields aren't printed.
function onPaper() {
  const said = id => { const e = $(id), name = e.labels[0].textContent, value = e.selectedOptions ? e.selectedOptions[0].text : e.value.trim(); return value && Number(value) !== 0 && name + ": " + value; };
  return [["age", "sex", "status", "charges", "admission", "discharge"].map(said), $("discharge").value ? "" : "Discharged: " + on(), $("exempt").checked && $("exempt").labels[0].textContent, hospital.map(said), $("Urban").checked && "Urban"].flat().filter(Boolean).join("; ");
}

function fill(stay) {
  for (const f of fields) $(f).value = stay[f] || "";
  if (!stay.sex) $("sex").value = "U";
  $("exempt").checked = !!stay.exempt;
}

const group = latest($("grouped"), async () => {
  if (!$("diagnoses").value.trim()) return () => show($("grouped"), h("p", {class: "quiet"}, "The DRG comes here as soon as there is a principal diagnosis."));
  const a = await ask(typed());
  return () => {
    const f = a.final;
    const figures = [["MS-DRG version", a.version], ["weight", a.weight], ["mean stay, days", a.meanStay], ["severity", f.severity === "NON_CC" ? "none" : f.severity], ["Medicare would pay", a.total != null && dollars(a.total)]];
    show($("grouped"),
      h("h3", {}, h("span", {class: "code"}, "DRG " + f.drg), " ", f.title),
      h("p", {class: "paper"}, onPaper()),
      f.code !== "OK" && h("p", {class: "bad"}, "Not grouped: " + f.code),
      h("p", {class: "quiet"}, [a.mdc, f.kind !== "NONE" && f.kind.toLowerCase()].filter(Boolean).join(", ")),
      a.initial.drg !== f.drg && h("p", {class: "bad"}, "Without the hospital-acquired conditions DRG " + a.initial.drg + " " + a.initial.title),
      h("dl", {class: "figures"}, figures.filter(x => x[1]).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
      h("h4", {}, "What the codes came to"), codes(a.codes),
      h("h4", {}, "The way through the manual"), way(a.path),
      a.finalPath && [h("h4", {}, "The way once more, with hospital-acquired conditions"), way(a.finalPath)],
      a.hacs && h("ul", {}, a.hacs.map(condition)),
      a.errata && [h("h4", {}, "Where CMS’s grouper differs from its manual"), h("ul", {}, a.errata.map(e => h("li", {}, e.Says + " — " + e.Reference, h("div", {class: "place"}, e.Manual))))],
      h("h4", {}, "What one change would do"), changes(a.changes, a.total != null),
      h("h4", {}, "Price"), priced(a),
      h("h4", {}, "Findings"), a.findings.length ? a.findings.map(finding) : h("p", {}, "None by the rules of coding."),
      h("details", {class: "text"}, h("summary", {}, "The way as text, for a note"), h("pre", {tabindex: "0"}, a.text)));
    say("DRG " + f.drg + " " + f.title);
  };
});

const table = (caption, heads, rows, quiet) => h("div", {class: "wide", tabindex: "0", role: "region", "aria-label": caption}, h("table", {},
  h("caption", {class: quiet && "unseen"}, caption), h("thead", {}, h("tr", {}, heads.map(t => h("th", {scope: "col"}, t)))), h("tbody", {}, rows)));

const codes = all => table("Codes of the stay", ["Code", "POA", "Level", "What it is"], all.map(c => h("tr", {},
  h("td", {class: "code"}, c.known || c.title ? link(c.code) : c.code), h("td", {}, c.poa), h("td", {}, c.as === "secondary" ? c.level || "none" : c.as),
  h("td", {}, c.title, !c.known && h("span", {class: "bad"}, " Not a code of this version."), h("small", {class: "quiet"}, [c.says, c.moves ? "It has a part in the DRG." : "It has no part in the DRG."].filter(Boolean).join(". ").replace("..", ".")), c.place && h("span", {class: "place"}, c.place)))), true);

const condition = c => h("li", {}, [c.column && c.column + (c.want ? " = " + c.want : ""), c.text].filter(Boolean).join(": "), c.codes && [" (", c.codes.join(", "), ")"], c.place && [" ", h("span", {class: "place"}, c.place)]);

const step = s => [s.what !== "MDC" && h("b", {}, s.drg ? "DRG " + s.drg + " " : "", s.what), h("div", {}, s.why),
  s.conditions && h("ul", {}, s.conditions.map(condition)),
  (s.place || s.row) && h("div", {class: "place"}, [s.place, s.row].filter(Boolean).join(", row at "))];

const way = legs => h("ol", {class: "way"}, legs.map(l => h("li", {}, h("span", {class: "quiet"}, l.part),
  l.took ? step(l.took) : h("div", {}, "None of them took the stay."),
  l.passed && h("details", {}, h("summary", {}, many(l.passed.length, "question") + (l.took ? " before it" : "") + ", answered no"),
    h("ul", {}, l.passed.map(s => h("li", {}, step(s))))))));

const changes = (all, money) => all.length === 0 ? h("p", {}, "No single change would give another DRG.") :
  table("Each by itself; what the record would have to show, not what should be coded", ["Change", "DRG", "Weight", ...(money ? ["Dollars"] : [])], all.map(c => h("tr", {},
    h("td", {}, c.what, h("small", {class: "quiet"}, c.shows)), h("td", {}, h("b", {}, c.drg), " ", c.title), h("td", {class: "number"}, c.weight.replace("-", "−")), money && h("td", {class: "number"}, c.money != null && signed(c.money)))));

const priced = a => [a.unpriced && h("p", {class: "bad"}, "No price: " + a.unpriced),
  a.price && a.price.length > 0 && table("What Medicare pays the hospital as it is described", ["Step", "", "Rule"], a.price.map(s => h("tr", {},
    h("td", {}, s.name), h("td", {}, s.text), h("td", {class: "quiet"}, s.citation))))];

const finding = f => h("div", {class: "finding " + f.severity}, h("p", {}, h("b", {}, f.severity), " ", h("span", {class: "quiet"}, f.where + (f.codes ? ": " + f.codes.join(", ") : ""))),
  h("p", {}, f.message, f.suggestion && " " + f.suggestion), h("p", {class: "quiet"}, [f.rule, f.cited, f.release].filter(Boolean).join(" · ")));

// Claims.

const bytes64 = bytes => new Promise((done, failed) => {
  const r = new FileReader();
  r.onload = () => done(r.result.slice(r.result.indexOf(",") + 1));
  r.onerror = () => failed(r.error);
  r.readAsDataURL(new Blob([bytes]));
});

const check = latest($("checked"), async (name, bytes) => {
  const a = await ask({do: "check", name, data: await bytes64(bytes)});
  return () => {
    const found = ["error", "warning", "note"].filter(s => a.found[s]).map(s => many(a.found[s], s)).join(", ") || "no findings";
    const text = (a.read ? a.format + ", " : "") + many(a.read, "claim") + ": " + found;
    show($("checked"), h("h3", {}, text),
      a.problems.map(p => h("p", {class: "problem"}, p)),
      a.notes.map(n => h("p", {class: "quiet"}, n)),
      a.claims.map(claimed),
      a.left > 0 && h("p", {}, many(a.left, "further claim") + " checked and counted, not shown."),
      h("h4", {}, "Not judged"), h("ul", {class: "quiet"}, [...a.absent, ...a.unjudged].map(t => h("li", {}, t))));
    say(text);
    $("checked").focus({preventScroll: true});
  };
});

const claimed = c => [h("h4", {}, "Claim " + c.id + ", " + [c.setting, c.date].filter(Boolean).join(", ")),
  c.drg && h("p", {}, c.drg, c.stay && [" ", h("button", {type: "button", "aria-label": "Open claim " + c.id + " as a stay", onclick: () => { fill(c.stay); location.hash = "#/stay"; group(); }}, "Open as a stay")]),
  c.findings.length ? c.findings.map(finding) : h("p", {}, "No findings.")];

const checkPasted = () => check("pasted", new TextEncoder().encode($("paste").value));
const checkFile = f => f && check(f.name, f);

// What the page does.

function route() {
  const [, part, code] = location.hash.split("/");
  const name = ["codes", "stay", "claims"].includes(part) ? part : "codes";
  for (const s of document.querySelectorAll("main > section")) s.hidden = s.id !== name;
  for (const a of document.querySelectorAll("nav a")) {
    if (a.dataset.part === name) a.setAttribute("aria-current", "page");
    else a.removeAttribute("aria-current");
  }
  document.title = name[0].toUpperCase() + name.slice(1) + " – medcode desk";
  if (name === "codes" && code) {
    let text = code;
    try { text = decodeURIComponent(code); } catch { /* as it stands */ }
    if (!$("words").value) {
      $("words").value = text;
      find(text);
    }
    read(text, document.activeElement && $("main").contains(document.activeElement) && !$("find").contains(document.activeElement) && !$("found").contains(document.activeElement), $("found").contains(document.activeElement));
  }
}

function soon(run) {
  let timer;
  return () => { clearTimeout(timer); timer = setTimeout(run, 300); };
}

const submit = (form, run) => $(form).addEventListener("submit", e => { e.preventDefault(); run(); });
const click = (id, run) => $(id).addEventListener("click", run);

submit("find", async () => {
  await find($("words").value);
  const first = $("found").querySelector("a");
  if (first) location.hash = first.getAttribute("href");
});
$("words").addEventListener("input", soon(() => find($("words").value)));
submit("group", () => group().then(() => bring($("grouped"))));
$("group").addEventListener("input", soon(group));
submit("check", () => $("paste").value.trim() || !$("file").files.length ? checkPasted() : checkFile($("file").files[0]));
$("file").addEventListener("change", () => checkFile($("file").files[0]));
click("skip", () => $("main").focus());
click("clear", () => { $("group").reset(); group(); $("diagnoses").focus(); });
click("example", () => {
  fill({diagnoses: "I50.21:Y\nJ96.01:Y\nN17.9:N\nE11.22:Y\nN18.32:Y", age: "78", sex: "F", status: "03", charges: "41000", admission: before($("on").value, 4), discharge: $("on").value});
  group();
});
click("sample", () => {
  $("paste").value = "id,setting,payer,type_of_bill,birth,sex,from,through,admission,discharge_status,diagnoses,procedures,drg,charge\n" +
    "A-1,inpatient,medicare,0111,1948-07-08,M,2026-04-01,2026-04-04,2026-04-01,01,I21.4:Y J96.01:N Z85.51,,282,18000.00\n" +
    "A-2,inpatient,medicare,0111,1990-07-08,F,2026-04-01,2026-04-04,2026-04-01,01,O80:Y I10:Y,10E0XZZ:20260401,807,9000.00\n";
  checkPasted();
});

function before(day, n) {
  const d = new Date(day + "T00:00:00Z");
  if (isNaN(d)) return "";
  d.setUTCDate(d.getUTCDate() - n);
  return d.toISOString().slice(0, 10);
}

const about = async today => {
  const a = await ask({do: "about", on: today});
  $("data").textContent = "Embedded: " + (a.data.join("; ") || "nothing for this date") + ". Words are searched in the newest releases.";
  return a;
};

$("on").addEventListener("change", () => {
  if (!$("on").value) return;
  about($("on").value).catch(e => say(e.message));
  if ($("words").value) find($("words").value);
  group();
  route();
});

let slash = false; // is down: the field that it leads to must not get it

document.addEventListener("keyup", e => {
  if (e.key !== "/" || !slash) return;
  slash = false;
  if ($("codes").hidden) location.hash = "#/codes";
  $("codes").hidden = false;
  $("words").focus();
  $("words").select();
});

document.addEventListener("keydown", e => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName);
  if (e.key === "/" && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) {
    e.preventDefault();
    slash = true;
  }
  if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && e.target.form) e.target.form.requestSubmit();
  if ((e.key === "ArrowDown" || e.key === "ArrowUp") && (e.target === $("words") || $("found").contains(e.target))) {
    const all = [...$("found").querySelectorAll("a")];
    const to = all.indexOf(e.target) + (e.key === "ArrowDown" ? 1 : -1);
    if (all.length && to < all.length) {
      e.preventDefault();
      (all[to] || $("words")).focus();
    }
  }
});

document.addEventListener("dragover", e => { e.preventDefault(); document.body.classList.add("dropping"); });
document.addEventListener("dragleave", e => { if (!e.relatedTarget) document.body.classList.remove("dropping"); });
document.addEventListener("drop", e => {
  e.preventDefault();
  document.body.classList.remove("dropping");
  const f = e.dataTransfer.files[0];
  if (!f) return;
  location.hash = "#/claims";
  checkFile(f);
});

addEventListener("hashchange", route);

(async () => {
  say("The code sets are being loaded.");
  try {
    const today = new Date();
    const a = await about([today.getFullYear(), String(today.getMonth() + 1).padStart(2, "0"), String(today.getDate()).padStart(2, "0")].join("-"));
    $("on").value = a.on;
    $("on").min = a.first;
    await about(a.on);
    say("Ready. Dates are answered from " + a.first + " to " + a.last + ".");
  } catch (e) {
    say(e.message);
    return;
  }
  group();
  route();
  if (!location.hash) $("words").focus();
  document.body.dataset.ready = "1";
})();
