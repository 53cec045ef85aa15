/* The search. Its index is written with the site (views/site/search.py) as scripts, which load over file:// too,
   and is read when somebody opens the search. Nothing else is asked for, and text is only written as text. */

(() => {
  "use strict";

  const input = document.querySelector(".md-search__input");
  const list = document.querySelector(".md-search-result__list");
  const meta = document.querySelector(".md-search-result__meta");
  const toggle = document.getElementById("__search");
  if (!input || !list || !meta || !toggle) return;

  const MOST = 10; // results that are shown
  const LOOKED_AT = 13; // and that are read, since pages of one name are one result
  const SURE = 0.72; // a word this near to what was typed is meant; else it may be mistyped
  const AS_NEAR = 0.1; // a word that is less near by this much is as near
  const ASKED = 2; // of a page's own names, its other names and its questions the third
  const UNKNOWN = 2; // what a word weighs that no page has
  // The site's own address: a page that was put in place of another may lie deeper than the one that was loaded.
  const base = new URL("../../", document.currentScript.src);

  // -- the index, in parts -----------------------------------------------------------------------------

  const loaded = new Map();
  const waiting = new Map();
  const terms = new Map(); // first two letters → word → postings
  const names = new Map(); // name → [pages called so, pages that are also called so, pages that answer this question]
  let known = []; // words of names, for what is mistyped in its first letters
  const shown = new Map(); // number → what a result shows
  let head = null;

  window.remitSearch = (part, data) => waiting.get(part)?.(data);

  function load(part) {
    if (!loaded.has(part)) {
      loaded.set(part, new Promise((resolve, reject) => {
        waiting.set(part, (data) => { take(data); resolve(); }); // prettier-ignore
        const script = document.createElement("script");
        script.src = new URL(`search/handbook/${part}.js`, base);
        script.onerror = () => { loaded.delete(part); reject(new Error(part)); }; // prettier-ignore
        document.head.append(script);
      })); // prettier-ignore
    }
    return loaded.get(part);
  }

  function take(data) {
    if (data.levels) {
      head = data;
      head.small = new Set(data.small);
    }
    for (const [word, postings] of Object.entries(data.terms ?? {})) {
      if (!terms.has(start(word))) terms.set(start(word), new Map());
      terms.get(start(word)).set(word, postings);
    }
    for (const [name, called] of Object.entries(data.names ?? {})) {
      names.set(name, called.split("|").map((numbers) => [...ranges(numbers)]));
    }
    if (data.known) known = data.known.split(" ");
    (data.shown ?? []).forEach((each, number) => shown.set((data.from ?? 0) + number, each));
  }

  const start = (word) => [...word].slice(0, 2).join("");

  function* ranges(text) {
    let number = 0;
    for (const run of text ? text.split(",") : []) {
      const [step, more = 0] = run.split("-").map((digits) => parseInt(digits, 36));
      yield (number += step);
      for (let n = 0; n < more; n++) yield ++number;
    }
  }

  // -- words, as views/site/search_words.py cuts them ---------------------------------------------------

  const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+/g;

  function words(text) {
    const plain = text.toLowerCase().replaceAll("ß", "ss").normalize("NFKD").replace(/\p{M}/gu, "");
    const found = [];
    for (const run of plain.match(/[\p{L}\p{N}]+/gu) ?? []) {
      let at = 0;
      for (const match of run.matchAll(UNSPACED)) {
        if (at < match.index) found.push(run.slice(at, match.index));
        const letters = [...match[0]];
        if (letters.length === 1) found.push(letters[0]);
        for (let n = 0; n + 1 < letters.length; n++) found.push(letters[n] + letters[n + 1]);
        at = match.index + match[0].length;
      }
      if (at < run.length) found.push(run.slice(at));
    }
    return found;
  }

  const ENDINGS = new Set(["", "e", "s", "es", "d", "ed", "ing"]);

  /** How much two words are the same one, from 0 to 1: other endings are forgiven, the last word may go on.

      The endings of grammar count least, and of three letters, an abbreviation most likely, one more is enough. */
  function alike(typed, word, last) {
    if (typed === word) return 1;
    let same = 0;
    while (same < typed.length && same < word.length && typed[same] === word[same]) same++;
    const [more, other] = [typed.length - same, word.length - same];
    if (same > 3 && ENDINGS.has(typed.slice(same)) && ENDINGS.has(word.slice(same))) return 0.8;
    const whole = (!more || !other) && more + other === 1;
    const ends = same >= 3 && more <= 3 && other <= 3 && same >= more + other && (same > 3 || whole);
    if (ends && !/\p{N}/u.test(typed + word)) return 0.9 - 0.06 * (more + other);
    return !more && same >= 2 && (last || same >= 5) ? (0.5 * same) / word.length : 0;
  }

  /** Letters that are missing, wrong, too many or swapped; counted up to `most`. */
  function typos(one, two, most) {
    if (Math.abs(one.length - two.length) > most) return most + 1;
    let [before, row] = [[], Array.from({ length: two.length + 1 }, (_, n) => n)];
    for (let i = 1; i <= one.length; i++) {
      const next = [i];
      for (let j = 1; j <= two.length; j++) {
        const wrong = one[i - 1] === two[j - 1] ? 0 : 1;
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + wrong);
        if (i > 1 && j > 1 && one[i - 1] === two[j - 2] && one[i - 2] === two[j - 1]) {
          next[j] = Math.min(next[j], before[j - 2] + 1);
        }
      }
      if (Math.min(...next) > most) return most + 1;
      [before, row] = [row, next];
    }
    return row[two.length];
  }

  const mayBeMistyped = (typed) => typed.length >= 4;

  /** The words for which one may have been mistyped, with the number of letters that are wrong. */
  function* mistyped(typed, words) {
    const most = typed.length >= 8 ? 2 : 1;
    for (const word of words) {
      const wrong = typos(typed, word, most);
      if (wrong <= most) yield [word, wrong];
    }
  }

  // -- the ranking ---------------------------------------------------------------------------------------

  /** A word as typed: which words it may mean and how well, which pages have them, and how rare that is. */
  function looked(typed, last) {
    const there = head.parts ? [terms.get(start(typed)) ?? new Map()] : [...terms.values()];
    const means = new Map();
    for (const part of there) {
      for (const word of part.keys()) {
        const how = word[0] === typed[0] ? alike(typed, word, last) : 0;
        if (how) means.set(word, how);
      }
    }
    if (mayBeMistyped(typed) && Math.max(0, ...means.values()) < SURE) {
      const words = [...there.flatMap((part) => [...part.keys()]), ...known.filter((word) => terms.has(start(word)))];
      for (const [word, wrong] of mistyped(typed, words)) {
        means.set(word, Math.max(means.get(word) ?? 0, 0.9 - 0.15 * wrong));
      }
    }
    const pages = new Map();
    for (const [word, how] of means) {
      for (const group of terms.get(start(word))?.get(word)?.split(";") ?? []) {
        const [level, numbers] = group.split(":");
        const worth = head.levels[level] * how;
        for (const page of ranges(numbers)) if (worth > (pages.get(page)?.[0] ?? 0)) pages.set(page, [worth, how]);
      }
    }
    // How rare it is, is told by the pages that have it as it was typed, or as near to that as any has it.
    const near = [...pages.values()].map(([, how]) => how);
    const nearest = Math.max(0, ...near) - AS_NEAR;
    const some = near.filter((how) => how >= nearest).length;
    const rare = some ? Math.log(1 + (head.count - some + 0.5) / (some + 0.5)) ** 0.7 : UNKNOWN;
    return { means, pages, rare };
  }

  /** Pages by number, the best first. The words that it was made of are told, to be marked. */
  function ranked(text) {
    const typed = words(text);
    let asked = [...new Set(typed.filter((word) => !head.small.has(word)))];
    if (!asked.length) asked = [...new Set(typed)];
    const each = asked.map((word) => looked(word, word === typed.at(-1)));
    const total = each.reduce((sum, { rare }) => sum + rare, 0);
    const scores = new Map();
    for (const { pages, rare } of each) {
      for (const [page, [worth, how]] of pages) {
        const score = scores.get(page) ?? { said: 0, covered: 0, called: 0 };
        score.said += rare * worth;
        score.covered += rare * Math.min(1, how + 0.1);
        scores.set(page, score);
      }
    }
    if (total) callings(typed, each, total, scores);
    const found = [...scores].map(([page, { said, covered, called }]) => {
      const step = head.worth.findLast(([from]) => from <= page);
      return [page, step[1] * ((8 * said * (covered / total) ** 0.3) / total + called)];
    });
    found.sort(([one, first], [two, second]) => second - first || one - two);
    return { pages: found.map(([page]) => page), means: new Set(each.flatMap(({ means }) => [...means.keys()])) };
  }

  /** Names that stand in what was typed, and names in which it stands. The whole name goes before all else. */
  function callings(typed, each, total, scores) {
    const whole = typed.join(" ");
    const telling = typed.filter((word) => !head.small.has(word)).join(" ");
    for (const [name, called] of names) {
      let [met, all] = [0, 0];
      for (const word of name.split(" ")) {
        if (head.small.has(word)) continue;
        const weight = Math.max(...each.map(({ means, rare }) => rare * (means.get(word) ?? 0)));
        met += weight;
        all += weight || UNKNOWN + 1;
      }
      if (!met && name !== whole) continue; // a name of small words alone
      const part = met / total;
      const worth = all ? 8 * part ** 2 * (met / all) ** 6 + 1.5 * part * (met / all) ** 0.5 : 0;
      called.forEach((pages, how) => {
        const value = worth * (how ? 0.9 : 1) + (name === (how === ASKED ? telling : whole) ? (how ? 20 : 25) : 0);
        for (const page of pages) {
          const score = scores.get(page);
          if (score && value > score.called) score.called = value;
        }
      });
    }
  }

  /** The parts of the index in which words stand, and those in which words stand that they may be meant for. */
  async function loadWords(typed) {
    const parts = (some) => [...new Set(some.map(start))].filter((each) => each in head.parts);
    const all = (some) => Promise.all(parts(some).map((each) => load(`words-${head.parts[each]}`)));
    const telling = typed.filter((word) => !head.small.has(word)); // the parts of a name's other words have it, too
    await all(telling.length ? telling : typed);
    const isThere = (word, last) => [...(terms.get(start(word))?.keys() ?? [])].some((each) => alike(word, each, last) >= (last ? 0.1 : SURE));
    const lost = telling.filter((word) => mayBeMistyped(word) && !isThere(word, word === typed.at(-1)));
    if (!lost.length) return;
    await load("known");
    await all(lost.flatMap((word) => [...mistyped(word, known)].map(([meant]) => meant)));
  }

  async function search(text) {
    await load("index");
    if (head.parts) await loadWords(words(text));
    const { pages, means } = ranked(text);
    const first = pages.slice(0, LOOKED_AT);
    const results = new Map();
    const of = (page) => load(`pages-${Math.floor(page / head.block)}`);
    if (head.parts) await Promise.all(first.map(of));
    for (const page of first) {
      const [url, title, kind, owner, summary] = shown.get(page);
      const result = { url, title, kind: head.kinds[kind], owner: head.owners[owner], summary, also: [] };
      const same = title.toLowerCase();
      if (results.has(same)) results.get(same).also.push(result);
      else if (results.size < MOST) results.set(same, result);
    }
    return { results: [...results.values()], count: pages.length, means };
  }

  // -- what is shown -------------------------------------------------------------------------------------

  function element(tag, names, ...inside) {
    const made = document.createElement(tag);
    if (names) made.className = names;
    made.append(...inside);
    return made;
  }

  /** An element with words of ours, which are English whatever the pages are in. */
  const ours = (...made) => Object.assign(element(...made), { lang: "en", dir: "ltr" });

  /** What is said above the results: in our words, or in the theme's. */
  function tell(text, inOurs = true) {
    meta.textContent = text;
    if (inOurs) Object.assign(meta, { lang: "en", dir: "ltr" });
    else for (const name of ["lang", "dir"]) meta.removeAttribute(name);
  }

  /** A text whose words that were looked for are marked. */
  function marked(text, means) {
    return text.split(/([\p{L}\p{N}]+)/u).map((part, n) =>
      n % 2 && words(part).some((word) => means.has(word)) ? element("mark", "", part) : part,
    );
  }

  function link(url, ...inside) {
    const made = element("a", "md-search-result__link", ...inside);
    made.href = new URL(url, base);
    return made;
  }

  function row({ url, title, kind, owner, summary, also }, means) {
    const head = element("p", "of", ours("span", "what", kind));
    if (owner) {
      const square = element("span", `sw ${owner[1]}`);
      square.setAttribute("aria-hidden", "true");
      head.append(element("span", "fn", square, element("span", "", owner[0])));
    }
    const name = element("h1", "", ...marked(title, means));
    name.setAttribute("role", "presentation");
    const article = element("article", "md-search-result__article", name, head, element("p", "", ...marked(summary, means)));
    const item = element("li", "md-search-result__item", link(url, article));
    if (also.length) {
      const others = also.flatMap((twin, n) => [n ? ", " : "", Object.assign(element("a", "", twin.kind), { href: new URL(twin.url, base) })]);
      item.append(ours("p", "also", "Also as ", ...others));
    }
    return item;
  }

  function decides({ results }) {
    const about = results.find(({ kind }) => head.ids[kind]);
    if (!about || !head.decide) return [];
    const ref = `${head.ids[about.kind]}:${about.url.replace(/\/$|\.html$/, "").split("/").at(-1)}`;
    const row = link(`${head.decide}?change=${encodeURIComponent(ref)}`, `Who decides about ${about.title}?`);
    return [ours("li", "md-search-result__item decides", row)];
  }

  let turn = 0;

  async function show() {
    const mine = ++turn;
    const text = input.value.trim();
    if (!text) {
      list.replaceChildren();
      tell(meta.dataset.empty, false);
      return;
    }
    try {
      const found = await search(text);
      if (mine !== turn) return;
      list.replaceChildren(...found.results.map((result) => row(result, found.means)), ...decides(found));
      tell(["Nothing found", "1 result"][found.count] ?? `${found.count} results, the best first`);
      list.closest(".md-search__scrollwrap").scrollTop = 0;
    } catch {
      loaded.clear();
      tell("The search could not be loaded; type again to try once more");
    }
  }

  // -- keys ----------------------------------------------------------------------------------------------

  const open = (on) => {
    if (toggle.checked === on) return;
    toggle.checked = on;
    toggle.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const links = () => [...list.querySelectorAll("a")];

  function step(event, by) {
    const all = [input, ...links()];
    const next = all[(all.indexOf(document.activeElement) + by + all.length) % all.length];
    next.focus();
    event.preventDefault();
  }

  input.addEventListener("focus", () => { open(true); load("index").catch(() => {}); }); // prettier-ignore
  input.addEventListener("input", show);
  input.form.addEventListener("reset", () => setTimeout(() => { show(); input.focus(); })); // prettier-ignore
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    links()[0]?.click();
  });
  // Whoever goes on by Tab leaves the search behind: it would lie over where they are.
  document.addEventListener("focusin", ({ target }) => { if (!target.closest(".md-search")) open(false); }); // prettier-ignore
  toggle.addEventListener("change", () => { if (toggle.checked) input.focus(); else input.blur(); }); // prettier-ignore
  list.addEventListener("click", (event) => { if (event.target.closest("a")) open(false); }); // prettier-ignore
  addEventListener("keydown", (event) => {
    const { target, key } = event;
    const typing = target.matches?.("input, textarea, select, [contenteditable]");
    if (!toggle.checked) {
      if (typing || event.metaKey || event.ctrlKey || event.altKey || !["/", "s", "f"].includes(key)) return;
      event.preventDefault();
      open(true);
      input.focus();
      input.select();
    } else if (key === "Escape" || (key === "Tab" && target === input && event.shiftKey)) {
      open(false);
      input.blur();
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      step(event, key === "ArrowDown" ? 1 : -1);
    }
  });

  // Whoever opened it while this was fetched goes on.
  if (toggle.checked || document.activeElement === input) {
    open(true);
    input.focus();
    load("index").catch(() => {});
    if (input.value) show();
  }

  window.remitFind = Object.assign(search, { words }); // for tests
})();
