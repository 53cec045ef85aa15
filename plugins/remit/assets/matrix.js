/* What script adds to a matrix: its state in the address, counts, sorting, CSV. Without it CSS filters (see
   views/parts/matrix_filters.py); here the same is done by classes, which is many times quicker in large tables.
   Nothing is asked of a server, and text is written only as text. */

(() => {
  "use strict";

  const all = (selector, within) => [...within.querySelectorAll(selector)];
  const plain = (element) => element.textContent.replace(/\s+/g, " ").trim();

  // -- the address ---------------------------------------------------------------------------------------

  const controls = (form) => [...new Set([...form.elements].map((each) => each.name).filter(Boolean))];
  const group = (form, name) => all("input", form).filter((input) => input.name === name);

  /** Set the form to what the address says; what it doesn't say, or says wrongly, stays as the page has it. */
  function restore(form) {
    const query = new URLSearchParams(location.search);
    for (const name of controls(form)) {
      const said = query.get(name);
      for (const input of group(form, name)) {
        if (input.type === "checkbox") {
          input.checked = said === "1" || (said !== "0" && input.defaultChecked);
        } else {
          input.checked = input.defaultChecked;
        }
      }
      const wanted = group(form, name).find((input) => input.type === "radio" && input.value === said);
      if (wanted) wanted.checked = true;
    }
  }

  /** Put what differs from the page's own state into the address, without a new entry in the history. */
  function remember(form, sorted) {
    const query = new URLSearchParams(location.search);
    for (const name of controls(form)) {
      query.delete(name);
      for (const input of group(form, name)) {
        if (input.checked === input.defaultChecked) continue;
        if (input.type === "checkbox") query.set(name, input.checked ? "1" : "0");
        else if (input.checked) query.set(name, input.value);
      }
    }
    query.delete("sort");
    if (sorted) query.set("sort", sorted);
    const text = query.toString();
    history.replaceState(history.state, "", location.pathname + (text ? `?${text}` : "") + location.hash);
  }

  // -- CSV -----------------------------------------------------------------------------------------------

  /** What a spreadsheet would run as a formula is made text by an apostrophe: at the beginning of a cell, and
      behind a semicolon, which ends a cell where a comma is in numbers, whatever is in quotes. */
  function csvCell(text) {
    const guarded = text.replace(/(^|;\s*"*\s*)(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])/g, "$1'");
    return `"${guarded.replaceAll('"', '""')}"`;
  }

  /** What stands in a cell: each letter with its words, or the words alone. */
  function cellText(cell) {
    const letters = all(".L", cell);
    if (!letters.length) return all(".said", cell).map(plain).join("; ");
    return letters
      .map((letter) => {
        const words = all("p[data-l]", cell).find((each) => each.dataset.l === letter.textContent);
        const several = letters.length > 1 && words?.querySelector("b"); // its first words say the letter
        const text = words ? plain(words) : "";
        return letter.textContent + (text ? `: ${several ? text.slice(plain(several).length).trim() : text}` : "");
      })
      .join("; ");
  }

  // --------------------------------------------------------------------------------------------------------

  function start(section) {
    const form = section.querySelector("form");
    const table = section.querySelector(".mx");
    const head = table.tHead.rows[0];
    const filter = form.querySelector("[data-filter]");
    const counter = section.querySelector("[data-count]");
    const words = form.elements.words;
    const rows = all("tr.row", table);
    const bodies = [...table.tBodies].map((body) => ({ body, rows: rows.filter((row) => row.parentElement === body) }));
    const lines = [head, ...rows]; // sorting moves rows, not cells
    const cells = [...head.cells].map((_, at) => lines.map((line) => line.cells[at]));
    const hidden = new Map(); // column → whether it is
    let sorted = "";
    let marked = "";

    const chosen = (name) => {
      const value = name && form.elements[name]?.value;
      return value && value !== "all" ? value : "";
    };

    /** The rows that the form leaves, by the same data that CSS reads, so that no layout is waited for. */
    function left() {
      const value = chosen(filter?.dataset.filter);
      const party = form.elements.only?.checked ? chosen("fn") : "";
      return rows.filter(
        (row) => (!value || row.dataset.k === value) && (!party || row.dataset.f.split(" ").includes(party)),
      );
    }

    /** The columns of parties that are written out: all of them, or those that the rows left have a cell in. */
    function columns(found) {
      const full = form.elements.full?.checked && new Set(found.flatMap((row) => row.dataset.f.split(" ")));
      return [...head.cells].flatMap((cell, at) =>
        cell.dataset.c && (!full || full.has(cell.dataset.c)) ? [at] : [],
      );
    }

    /** The columns that the filters leave without a cell: of parties, and the one of folded parties. */
    function hideColumns(found) {
      const full = new Set(found.flatMap((row) => row.dataset.f.split(" ")));
      const others = all("thead .minor", table).some((cell) => full.has(cell.dataset.c));
      for (const [at, cell] of [...head.cells].entries()) {
        if (at === 0) continue;
        const some = cell.dataset.c ? full.has(cell.dataset.c) : others;
        const gone = Boolean(form.elements.full?.checked) && found.length > 0 && !some;
        if ((hidden.get(at) ?? false) === gone) continue;
        hidden.set(at, gone);
        for (const each of cells[at]) each.classList.toggle("out", gone);
      }
    }

    function mark(party) {
      if (party === marked) return;
      for (const each of all(".on", table)) each.classList.remove("on");
      if (party) for (const each of all(`[data-c="${CSS.escape(party)}"]`, table)) each.classList.add("on");
      marked = party;
    }

    /** Show what the form says, as the rules beside the matrix do without script. */
    function show() {
      const found = left();
      const kept = new Set(found);
      for (const { body, rows: inside } of bodies) {
        for (const row of inside) row.classList.toggle("out", !kept.has(row));
        body.classList.toggle("out", !inside.some((row) => kept.has(row)));
      }
      hideColumns(found);
      mark(chosen("fn"));
      section.classList.toggle("all", Boolean(form.elements.all?.checked));
      section.classList.toggle("nothing", !found.length);
      section.classList.add("live");
    }

    function count() {
      const found = left().length;
      const noun = rows.length === 1 ? section.dataset.one : section.dataset.many;
      counter.textContent = found === rows.length ? `${found} ${noun}` : `${found} of ${rows.length} ${noun}`;
    }

    /** The rows that are left, as RFC 4180 has it; under which heading and filter each stands is written too. */
    function csv() {
      const kept = new Set(left());
      const found = all("tr.row", table).filter((row) => kept.has(row)); // as sorted
      const shown = columns(found);
      const titled = !table.classList.contains("flat");
      const titleOf = (row) => plain(row.parentElement.querySelector(".ttl") ?? row.cells[0]);
      const titles = new Map(
        filter ? group(form, filter.dataset.filter).map((input) => [input.value, plain(input.nextElementSibling)]) : [],
      );
      // a filter that chooses among headings says nothing that the headings don't
      const known = [...titles.values()];
      const apart = filter && !(titled && found.every((row) => known.includes(titleOf(row))));
      const top = [plain(head.cells[0])];
      if (titled) top.push("Group");
      if (apart) top.push(plain(filter.querySelector("legend")));
      const written = [[...top, ...shown.map((at) => plain(head.cells[at]))]];
      for (const row of found) {
        const line = [plain(row.querySelector("th a"))];
        if (titled) line.push(titleOf(row));
        if (apart) line.push(titles.get(row.dataset.k) ?? "");
        written.push([...line, ...shown.map((at) => cellText(row.cells[at]))]);
      }
      return written.map((line) => line.map(csvCell).join(",")).join("\r\n") + "\r\n";
    }

    async function copy(button) {
      const label = (button.dataset.label ??= button.textContent);
      try {
        await navigator.clipboard.writeText(csv());
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not allowed to copy"; // no https, or the browser asked and was told no
      }
      setTimeout(() => {
        button.textContent = label;
      }, 2500);
    }

    function download() {
      // the mark in front tells spreadsheets that this is UTF-8
      const address = URL.createObjectURL(new Blob(["\ufeff", csv()], { type: "text/csv;charset=utf-8" }));
      const link = document.createElement("a");
      link.href = address;
      link.download = `${section.dataset.name}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    }

    // -- sorting: only where no heading holds rows together ------------------------------------------------

    const ranks = all(".key .L", section).map((each) => each.textContent);
    const rank = (cell) => {
      const letter = cell.querySelector(".L")?.textContent;
      return letter ? ranks.indexOf(letter) : ranks.length;
    };
    const keyOf = (cell) => cell.dataset.c ?? (cell.classList.contains("rest") ? "" : "name");

    function sort(key) {
      const down = key.startsWith("-");
      const at = [...head.cells].findIndex((cell) => keyOf(cell) === (down ? key.slice(1) : key));
      if (key && at < 0) return;
      sorted = key;
      for (const [place, cell] of [...head.cells].entries()) {
        if (key && place === at) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
        else cell.removeAttribute("aria-sort");
      }
      const order = rows.map((row, place) => ({ row, place, rank: key && at ? rank(row.cells[at]) : place }));
      order.sort((a, b) => (down ? b.rank - a.rank : a.rank - b.rank) || a.place - b.place);
      rows[0].parentElement.append(...order.map(({ row }) => row));
    }

    function sortButtons() {
      for (const cell of head.cells) {
        const key = keyOf(cell);
        if (!key) continue;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "sort";
        button.append(...cell.childNodes);
        button.addEventListener("click", () => {
          sort(sorted === key ? `-${key}` : sorted === `-${key}` ? "" : key);
          remember(form, sorted);
        });
        cell.append(button);
      }
    }

    // --------------------------------------------------------------------------------------------------------

    /** CSS shows the words already; opening says so to screen readers, and serves browsers that can't. */
    function openWords() {
      for (const details of all("details", table)) details.open = words.checked;
    }

    // On a phone words have the width of the page: they are open until somebody closes them.
    if (words && matchMedia("(max-width: 42em)").matches) words.defaultChecked = true;
    restore(form);
    if (words?.checked) openWords();
    if (table.classList.contains("flat") && rows.length > 1) {
      sortButtons();
      sort(new URLSearchParams(location.search).get("sort") ?? "");
    }
    show();
    count();
    form.addEventListener("change", (event) => {
      if (event.target === words) openWords();
      remember(form, sorted);
      show();
      count();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    section.querySelector("[data-copy]").addEventListener("click", (event) => copy(event.currentTarget));
    section.querySelector("[data-download]").addEventListener("click", download);
  }

  window.remitPage(() => {
    for (const section of document.querySelectorAll("section[data-mx]")) start(section);
  });
})();
