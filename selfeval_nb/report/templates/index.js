"use strict";
// The list of the index page: filter, sort, one page of rows at a time. All text goes in as text, never as markup.
// Columns are what rows are filtered and sorted by; texts come in shards, all in the page or loaded when they are needed.
(function () {
  const read = (id) => { const e = document.getElementById(id); return e && JSON.parse(e.textContent); };
  const settings = read("settings");
  const words = settings.words;
  const form = document.getElementById("filters");
  const listing = document.getElementById("listing");
  const body = listing.querySelector("tbody");
  const heads = Array.from(listing.querySelectorAll("thead th"));
  const keys = heads.map((th) => th.firstElementChild.dataset.sort);
  const labels = heads.map((th) => th.textContent);
  const pager = document.querySelector(".pager");
  const previous = document.getElementById("previous");
  const next = document.getElementById("next");
  const count = document.getElementById("count");
  const collator = new Intl.Collator(document.documentElement.lang);
  const shards = [];
  const lower = []; // of each shard, what a search looks at
  const ranks = {}; // of a column of text, the place of each row in the order of its words
  let data, size, sort = { key: "", down: false }, page = 0, hits = [], turn = 0;

  const fill = (text, values) => text.replace(/\{(\w*)\}/g, (_, name) => values[name]);
  const number = (v) => v.toLocaleString("en-US", { maximumFractionDigits: 6 });
  const points = (v) => v.toFixed(2);
  const span = (low, high) => low === null || high === null ? "—" : high - low < 0.005 ? points(low) : points(low) + "–" + points(high);
  const words_of = (i) => { const shard = shards[Math.floor(i / size)]; return shard && shard[i % size]; };
  const name = (column, i) => data.names[column][data.columns[column][i]];

  // -- data files: scripts beside the page that call selfevalIndex(key, value) --

  const waiting = {};
  window.selfevalIndex = (key, value) => waiting[key](value);
  const load = (key, file) => new Promise((done) => {
    waiting[key] = done;
    const script = document.createElement("script");
    script.src = file;
    script.onerror = () => { count.textContent = fill(words.load_failed, { file }); };
    document.head.append(script);
  });
  const loads = {};
  const shard = (k) => loads[k] ||= load(k, settings.files.texts[k]).then((value) => { shards[k] = value; });
  const missing = () => settings.files ? settings.files.texts.map((_, k) => k).filter((k) => !shards[k]) : [];

  async function everything(mine) {
    const all = missing();
    for (let i = 0; i < all.length && mine === turn; i++) {
      count.textContent = fill(words.loading, { i: i + 1, n: all.length });
      await shard(all[i]);
    }
  }

  // -- which rows, in which order --

  function wanted() {
    const c = data.columns;
    const f = Object.fromEntries(new FormData(form));
    const parts = f.q.toLowerCase().split(/\s+/).filter(Boolean);
    const tests = [];
    const amount = (text, other) => text === "" ? other : Number(text);
    if (f.unit) {
      const typed = form.elements.namedItem("unit").tagName === "INPUT";
      const fits = data.names.unit.map((u) => typed ? u.includes(f.unit.trim()) : u === f.unit);
      tests.push((i) => fits[c.unit[i]]);
    }
    if (f.suggestion) { const s = settings.suggestions.indexOf(f.suggestion); tests.push((i) => c.suggestion[i] === s); }
    if (f.severity) tests.push((i) => c[f.severity][i] > 0);
    if (f.rule) { const r = data.rules.indexOf(f.rule); tests.push((i) => c.rules[i].includes(r)); }
    if (f.from !== "" || f.to !== "") {
      const from = amount(f.from, -Infinity), to = amount(f.to, Infinity);
      tests.push((i) => c.self_score[i] !== null && c.self_score[i] >= from && c.self_score[i] <= to);
    }
    const least = amount(f.difference, 0);
    if (least > 0) tests.push((i) => c.difference[i] !== null && Math.abs(c.difference[i]) >= least);
    if (parts.length) tests.push((i) => parts.every((p) => searched(i).includes(p)));
    return (i) => tests.every((test) => test(i));
  }

  function searched(i) {
    const k = Math.floor(i / size);
    lower[k] ||= shards[k].map((t, n) => [t[0], t[1], name("unit", k * size + n), name("department", k * size + n)].join("\n").toLowerCase());
    return lower[k][i % size];
  }

  // a column of names is put into the order of its words once; a sort then compares numbers
  function rank(key) {
    if (!ranks[key]) {
      const told = key === "project" ? Array.from({ length: data.count }, (_, i) => words_of(i)[0]) : data.names[key];
      const places = new Map(Array.from(new Set(told)).sort(collator.compare).map((word, n) => [word, n]));
      const order = told.map((word) => places.get(word));
      ranks[key] = key === "project" ? order : data.columns[key].map((n) => order[n]);
    }
    return ranks[key];
  }

  function sorted(rows) {
    if (!sort.key) return rows;
    const values = sort.key === "project" || sort.key === "unit" ? rank(sort.key) : data.columns[sort.key];
    const sign = sort.down ? -1 : 1;
    return rows.sort((a, b) => {
      const x = values[a], y = values[b];
      if (x === y) return a - b;
      if (x === null) return 1; // a missing value is last in either direction
      return y === null ? -1 : sign * (x - y) || a - b;
    });
  }

  async function update() {
    const mine = ++turn;
    mark();
    remember();
    if (form.elements.namedItem("q").value.trim() || sort.key === "project") await everything(mine);
    if (mine !== turn) return;
    const keep = wanted();
    hits = [];
    for (let i = 0; i < data.count; i++) if (keep(i)) hits.push(i);
    hits = sorted(hits);
    count.textContent = fill(words.index_count, { n: data.count, m: hits.length });
    page = 0;
    await draw();
  }

  // -- showing them --

  function cell(tag, text, className) {
    const element = document.createElement(tag);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function line(i) {
    const c = data.columns, [project, file, formNo, href] = words_of(i);
    const suggestion = settings.suggestions[c.suggestion[i]], d = c.difference[i];
    const tr = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    const link = cell(href ? "a" : "span", project);
    if (href) link.href = href;
    head.append(link, cell("span", file + " · " + fill(words.form_no, { "": formNo }), "quiet"));
    const unit = name("money_unit", i);
    const shown = {
      unit: () => cell("td", name("unit", i)),
      suggestion: () => cell("td", words[suggestion], suggestion),
      budget: () => cell("td", c.budget[i] === null ? "—" : number(c.budget[i]) + (unit && " " + unit), "num"),
      rate: () => cell("td", c.rate[i] === null ? "—" : (c.rate[i] * 100).toFixed(2).replace(/\.?0+$/, "") + "%", "num"),
      self_score: () => cell("td", c.self_score[i] === null ? (c.has_scores[i] ? words.no_score : words.unscored) : points(c.self_score[i]), "num"),
      low: () => cell("td", span(c.low[i], c.high[i]), "num"),
      difference: () => cell("td", d === null ? "—" : d === 0 ? (c.high[i] - c.low[i] < 0.005 ? "0.00" : words.within) : (d > 0 ? "+" : "−") + points(Math.abs(d)), "num"),
      ruled: () => cell("td", c.ruled[i] + "/" + c.to_rule[i] + (c.reviewers[i] ? " " + c.reviewers[i] : ""), "num"),
      review_low: () => cell("td", span(c.review_low[i], c.review_high[i]), "num"),
    };
    tr.append(head, ...keys.slice(1).map((key) => shown[key] ? shown[key]() : cell("td", c[key][i], "num")));
    Array.from(tr.children).forEach((td, n) => { if (n > 2) td.dataset.label = labels[n]; });
    return tr;
  }

  async function draw() {
    const mine = turn;
    const pages = Math.max(1, Math.ceil(hits.length / settings.perPage));
    page = Math.min(page, pages - 1);
    const shown = hits.slice(page * settings.perPage, (page + 1) * settings.perPage);
    if (settings.files) await Promise.all(Array.from(new Set(shown.map((i) => Math.floor(i / size)))).map(shard));
    if (mine !== turn) return;
    body.replaceChildren(...shown.map(line));
    pager.hidden = pages === 1;
    previous.disabled = page === 0;
    next.disabled = page === pages - 1;
    document.getElementById("page").textContent = fill(words.index_page, { i: page + 1, n: pages });
  }

  function mark() {
    heads.forEach((th, n) => {
      if (keys[n] === sort.key) th.setAttribute("aria-sort", sort.down ? "descending" : "ascending"); else th.removeAttribute("aria-sort");
    });
  }

  // -- the state of the page is in its address --

  function remember() {
    const state = new URLSearchParams(Array.from(new FormData(form)).filter((pair) => pair[1] !== ""));
    if (sort.key) state.set("sort", (sort.down ? "-" : "") + sort.key);
    history.replaceState(null, "", state.size ? "#" + state : location.pathname + location.search);
  }

  function recall() {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const [field, value] of state) {
      const control = form.elements.namedItem(field);
      if (control) control.value = value;
    }
    const key = (state.get("sort") || "").replace("-", "");
    if (keys.includes(key)) sort = { key, down: state.get("sort").startsWith("-") };
  }

  function start(columns) {
    data = columns;
    size = settings.files ? settings.shard : Math.max(1, data.count);
    if (!settings.files) shards[0] = read("texts");
    let typing;
    form.addEventListener("submit", (e) => e.preventDefault());
    form.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(update, settings.files ? 200 : 0); });
    form.addEventListener("reset", () => setTimeout(update));
    listing.querySelector("thead").addEventListener("click", (e) => {
      const button = e.target.closest("button");
      if (!button) return;
      const key = button.dataset.sort;
      sort = { key, down: sort.key === key ? !sort.down : button.parentElement.className === "num" };
      update();
    });
    document.addEventListener("click", (e) => {
      const button = e.target.closest(".bars button");
      if (!button) return;
      const field = form.elements.namedItem("rule" in button.dataset ? "rule" : "unit");
      const value = button.dataset.rule || button.dataset.unit;
      field.value = field.value === value ? "" : value;
      update();
      document.getElementById("h-list").scrollIntoView();
    });
    previous.addEventListener("click", () => { page -= 1; draw(); });
    next.addEventListener("click", () => { page += 1; draw(); document.getElementById("h-list").scrollIntoView(); });
    recall();
    update();
  }

  if (settings.files) load("columns", settings.files.columns).then(start); else start(read("columns"));
})();
