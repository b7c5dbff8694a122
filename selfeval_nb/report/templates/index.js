"use strict";
// The list of the index page: filter, sort, one page of rows at a time. All text goes in as text, never as markup.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = Object.fromEntries(data.columns.map((name, i) => [name, i]));
  const words = data.words;
  const form = document.getElementById("filters");
  const body = document.querySelector("#listing tbody");
  const heads = Array.from(document.querySelectorAll("#listing thead th"));
  const pager = document.querySelector(".pager");
  const previous = document.getElementById("previous");
  const next = document.getElementById("next");
  const collator = new Intl.Collator(document.documentElement.lang);
  const texts = data.rows.map((r) => [r[at.project], r[at.unit], r[at.department], r[at.file]].join("\n").toLowerCase());
  const suggestions = ["return", "person", "pass"];
  let sort = { key: "", down: false };
  let page = 0;
  let hits = [];

  const fill = (text, values) => text.replace(/\{(\w*)\}/g, (_, name) => values[name]);
  const number = (v, digits) => (v === null ? "—" : v.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits || 6 }));
  const points = (v) => (v === null ? "—" : v.toFixed(2));

  function wanted() {
    const f = Object.fromEntries(new FormData(form));
    const parts = f.q.toLowerCase().split(/\s+/).filter(Boolean);
    const rule = f.rule ? data.rules.indexOf(f.rule) : -1;
    const from = f.from === "" ? -Infinity : Number(f.from);
    const to = f.to === "" ? Infinity : Number(f.to);
    const least = f.difference === "" ? 0 : Number(f.difference);
    return function (row, i) {
      if (!parts.every((p) => texts[i].includes(p))) return false;
      if (f.unit && row[at.unit] !== f.unit) return false;
      if (f.suggestion && row[at.suggestion] !== f.suggestion) return false;
      if (f.severity && !row[at[f.severity]]) return false;
      if (rule >= 0 && !row[at.rules].includes(rule)) return false;
      const own = row[at.self_score];
      if ((f.from !== "" || f.to !== "") && (own === null || own < from || own > to)) return false;
      return !(least > 0 && (row[at.difference] === null || Math.abs(row[at.difference]) < least));
    };
  }

  function compare(a, b) {
    const x = data.rows[a][at[sort.key]], y = data.rows[b][at[sort.key]];
    if (x === y) return a - b;
    if (x === null) return 1; // a missing value is last in either direction
    if (y === null) return -1;
    let order = typeof x === "string" ? collator.compare(x, y) : x - y;
    if (sort.key === "suggestion") order = suggestions.indexOf(x) - suggestions.indexOf(y);
    return (sort.down ? -order : order) || a - b;
  }

  function cell(tag, text, name) {
    const element = document.createElement(tag);
    element.textContent = text;
    if (name) element.className = name;
    return element;
  }

  const labels = heads.map((th) => th.textContent);

  function line(r) {
    const tr = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    const link = cell("a", r[at.project]);
    link.href = r[at.href];
    head.append(link, cell("span", r[at.file] + " · " + fill(words.form_no, { "": r[at.form_no] }), "quiet"));
    const budget = r[at.budget] === null ? "—" : number(r[at.budget]) + (r[at.money_unit] ? " " + r[at.money_unit] : "");
    const rate = r[at.rate] === null ? "—" : (r[at.rate] * 100).toFixed(2).replace(/\.?0+$/, "") + "%";
    const low = r[at.low], high = r[at.high], d = r[at.difference];
    const computed = low === null || high === null ? "—" : Math.abs(high - low) < 0.005 ? points(low) : points(low) + "–" + points(high);
    const off = d === null ? "—" : d === 0 ? "0.00" : (d > 0 ? "+" : "−") + Math.abs(d).toFixed(2);
    tr.append(
      head, cell("td", r[at.unit]), cell("td", words[r[at.suggestion]], r[at.suggestion]), cell("td", budget, "num"), cell("td", rate, "num"),
      cell("td", r[at.self_score] === null ? words.no_score : points(r[at.self_score]), "num"), cell("td", computed, "num"), cell("td", off, "num"),
      cell("td", r[at.critical], "num"), cell("td", r[at.warning], "num"), cell("td", r[at.info], "num"),
    );
    Array.from(tr.children).forEach((td, i) => { if (i > 2) td.dataset.label = labels[i]; });
    return tr;
  }

  function draw() {
    const pages = Math.max(1, Math.ceil(hits.length / data.perPage));
    page = Math.min(page, pages - 1);
    const shown = hits.slice(page * data.perPage, (page + 1) * data.perPage);
    body.replaceChildren(...shown.map((i) => line(data.rows[i])));
    pager.hidden = pages === 1;
    previous.disabled = page === 0;
    next.disabled = page === pages - 1;
    document.getElementById("page").textContent = fill(words.index_page, { i: page + 1, n: pages });
  }

  function update() {
    const keep = wanted();
    hits = [];
    data.rows.forEach((row, i) => { if (keep(row, i)) hits.push(i); });
    if (sort.key) hits.sort(compare);
    document.getElementById("count").textContent = fill(words.index_count, { n: data.rows.length, m: hits.length });
    page = 0;
    draw();
    remember();
  }

  function remember() {
    const state = new URLSearchParams(Array.from(new FormData(form)).filter((pair) => pair[1] !== ""));
    if (sort.key) state.set("sort", (sort.down ? "-" : "") + sort.key);
    history.replaceState(null, "", state.size ? "#" + state : location.pathname + location.search);
  }

  function mark() {
    heads.forEach((th) => {
      const on = th.firstElementChild.dataset.sort === sort.key;
      if (on) th.setAttribute("aria-sort", sort.down ? "descending" : "ascending"); else th.removeAttribute("aria-sort");
    });
  }

  function recall() {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const [name, value] of state) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    const key = state.get("sort") || "";
    if (key.replace("-", "") in at) sort = { key: key.replace("-", ""), down: key.startsWith("-") };
    mark();
  }

  form.addEventListener("submit", (e) => e.preventDefault());
  form.addEventListener("input", update);
  form.addEventListener("reset", () => setTimeout(update));
  document.querySelector("#listing thead").addEventListener("click", function (e) {
    const button = e.target.closest("button");
    if (!button) return;
    const key = button.dataset.sort;
    const numeric = button.parentElement.className === "num";
    sort = { key, down: sort.key === key ? !sort.down : numeric };
    mark();
    update();
  });
  document.addEventListener("click", function (e) {
    const button = e.target.closest(".bars button");
    if (!button) return;
    const name = "rule" in button.dataset ? "rule" : "unit";
    const field = form.elements.namedItem(name);
    field.value = field.value === button.dataset[name] ? "" : button.dataset[name];
    update();
    document.getElementById("h-list").scrollIntoView();
  });
  previous.addEventListener("click", () => { page -= 1; draw(); });
  next.addEventListener("click", () => { page += 1; draw(); document.getElementById("h-list").scrollIntoView(); });
  recall();
  update();
})();
