/* The search of the metric dictionary: rows by name, other name and formula, as one types.

   Without script the controls filter by CSS (see pages.css and facets.py), which asks each row for each choice
   whenever anything changes. Here rows are hidden by what is chosen and typed, counted, and all of it is kept in
   the address. */

window.remitPage((signal) => {
  "use strict";

  const form = document.querySelector("form[data-dict]");
  const table = document.querySelector("table.every");
  if (!form || !table) return;

  const NAMES = ["q", "fn", "stage", "unit", "status", "lead"];
  const counter = document.getElementById("found");
  const nothing = document.getElementById("nothing");
  const letters = [...document.querySelectorAll(".letters li")];
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  table.classList.remove("by-css");
  const facets = NAMES.filter((name) => name !== "q" && form.elements[name]);
  const rows = [...table.querySelectorAll("tbody tr")].map((row) => {
    const formula = row.querySelector(".fx");
    const name = [row.querySelector("th a"), row.querySelector(".or")].filter(Boolean);
    const first = name[0].textContent.slice(0, 1).toUpperCase();
    return {
      row,
      letter: /\p{L}/u.test(first) ? first : "#",
      formula,
      name,
      words: fold([row.id, ...name.map((each) => each.textContent)].join(" ")),
      code: fold(formula?.textContent ?? ""),
      lead: row.dataset.lead === undefined ? [] : ["1"],
      fn: row.dataset.f.split(" "),
      stage: row.dataset.stage.split(" "),
      unit: [row.dataset.unit],
      status: [row.dataset.status],
    };
  });

  /** Every word must occur, and what is chosen fit; the formula is shown only where the names alone did not do. */
  function search(words) {
    const chosen = facets.map((name) => [name, value(name)]).filter(([, wanted]) => wanted);
    for (const { row, formula, words: named, code, ...of } of rows) {
      const byName = words.every((word) => named.includes(word));
      const fits = chosen.every(([name, wanted]) => of[name].includes(wanted));
      const found = fits && (byName || words.every((word) => named.includes(word) || code.includes(word)));
      row.hidden = !found;
      if (formula) formula.hidden = byName || !found;
    }
    paint(words);
  }

  /** Paint what was found, where the browser can do so without touching the document. */
  function paint(words) {
    if (!CSS.highlights) return;
    table.classList.toggle("painted", words.length > 0);
    const ranges = [];
    for (const { row, name, formula } of rows) {
      if (row.hidden) continue;
      for (const element of !formula || formula.hidden ? name : [...name, formula]) ranges.push(...hits(element, words));
    }
    CSS.highlights.set("remit-found", new Highlight(...ranges));
  }

  function* hits(element, words) {
    const node = [...element.childNodes].find((each) => each.nodeType === Node.TEXT_NODE);
    const text = node?.data.toLowerCase() ?? "";
    if (text.length !== node?.length) return; // a letter that grows when small: places would be off
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        yield range;
      }
    }
  }

  const value = (name) => {
    const control = form.elements[name];
    if (!control || (control.type === "checkbox" && !control.checked)) return "";
    return control.value === "all" ? "" : control.value.trim();
  };

  /** The choices as the address has them, without a new entry in the history. */
  function remember() {
    const parameters = new URLSearchParams();
    for (const name of NAMES) if (value(name)) parameters.set(name, value(name));
    const query = parameters.toString();
    const address = location.pathname + (query ? `?${query}` : "") + location.hash;
    history.replaceState(history.state, "", address);
  }

  function restore() {
    const query = new URLSearchParams(location.search);
    for (const name of NAMES) {
      const control = form.elements[name];
      const wanted = query.get(name);
      if (!control || !wanted) continue;
      if (control.type === "checkbox") control.checked = wanted === "1";
      else if (control instanceof HTMLSelectElement) {
        control.value = wanted;
        if (control.selectedIndex < 0) control.value = ""; // a stage that is no longer there
      } else control.value = wanted; // a group of radios ignores a value that it lacks
    }
  }

  function update() {
    search(fold(value("q")).split(/\s+/).filter(Boolean));
    const seen = rows.filter(({ row }) => !row.hidden);
    const all = rows.length;
    const count = seen.length === all ? all : `${seen.length} of ${all}`;
    counter.textContent = `${count} ${all === 1 ? "metric" : "metrics"}`;
    nothing.hidden = seen.length > 0;
    table.classList.toggle("nothing-left", seen.length === 0);
    firsts(seen);
  }

  /** A letter leads to the first row in sight that begins with it. */
  function firsts(seen) {
    const first = new Map();
    for (const each of seen) if (!first.has(each.letter)) first.set(each.letter, each.row.id);
    for (const item of letters) {
      const link = item.firstElementChild;
      item.hidden = !first.has(link.textContent);
      if (!item.hidden) link.setAttribute("href", `#${first.get(link.textContent)}`);
    }
  }

  /** Material takes `?q=` for the search of the whole site, and has opened it: not on this page. */
  function closeOtherSearch() {
    const toggle = document.querySelector("[data-md-toggle=search]");
    const input = document.querySelector("[data-md-component=search-query]");
    if (!value("q") || !toggle?.checked || !input) return;
    input.value = "";
    input.blur();
    toggle.checked = false;
    toggle.dispatchEvent(new Event("change")); // Material now takes `q` out of the address
    remember();
  }

  let waiting = 0;
  signal.addEventListener("abort", () => {
    clearTimeout(waiting);
    CSS.highlights?.delete("remit-found");
  });
  form.addEventListener("input", () => {
    update();
    clearTimeout(waiting);
    waiting = setTimeout(remember, 200); // browsers refuse many changes of the address at once
  });
  form.addEventListener("reset", () => {
    setTimeout(() => {
      update();
      remember();
    });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // Enter opens what alone is left
    const left = rows.filter(({ row }) => !row.hidden);
    if (left.length === 1) left[0].row.querySelector("th a").click();
  });

  restore();
  update();

  closeOtherSearch();
});
