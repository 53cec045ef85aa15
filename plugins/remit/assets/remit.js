/* What script adds to the handbook. Every page reads and filters without it (see remit.css);
   this file keeps no state but the address, asks for nothing, and writes text only as text. */

(() => {
  "use strict";

  const root = document.documentElement;
  root.classList.add("js");

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const shown = (element) => element.offsetParent !== null;

  /** Put the parameters into the address, without a new entry in the history. */
  function remember(parameters) {
    const query = parameters.toString();
    history.replaceState(history.state, "", location.pathname + (query ? `?${query}` : "") + location.hash);
  }

  /** Material's search dialogue has no name of its own, which axe reports as aria-dialog-name. */
  function nameSearch() {
    const search = document.querySelector("[data-md-component=search]");
    if (search) search.setAttribute("aria-label", "Search");
  }

  /** A link that opens the search: Material listens to the focus of its input, not to the checkbox. */
  function openSearch() {
    for (const link of all("[data-search]")) {
      link.addEventListener("click", (event) => {
        const input = document.querySelector("[data-md-component=search-query]");
        if (!input) return;
        event.preventDefault();
        input.focus();
      });
    }
  }

  function printButtons() {
    for (const button of all("[data-print]")) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        window.print();
      });
    }
  }

  /** A scroller is reached by keyboard while there is something to scroll, and only then. */
  function scrollers() {
    const update = (scroller) => {
      const style = getComputedStyle(scroller);
      const scrolls =
        (style.overflowX !== "visible" && scroller.scrollWidth > scroller.clientWidth + 1) ||
        (style.overflowY !== "visible" && scroller.scrollHeight > scroller.clientHeight + 1);
      if (scrolls) scroller.setAttribute("tabindex", "0");
      else scroller.removeAttribute("tabindex");
    };
    const observer = new ResizeObserver((entries) => entries.forEach((entry) => update(entry.target)));
    for (const scroller of all(".r .scroll, .r .mxwrap")) {
      update(scroller);
      observer.observe(scroller);
    }
  }

  /** Paper has no details to open: open them for browsers without ::details-content. */
  function openForPrint() {
    if (CSS.supports("selector(::details-content)")) return;
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = all(".mx details:not([open])");
      for (const details of opened) details.open = true;
    });
    addEventListener("afterprint", () => {
      for (const details of opened) details.open = false;
      opened = [];
    });
  }

  // -- the matrix ------------------------------------------------------------------------------------

  const CHOICES = ["fn", "lane"]; // radios: the value "all" is the address without it
  const SWITCHES = ["only", "words"]; // checkboxes

  function restore(form) {
    const query = new URLSearchParams(location.search);
    for (const name of CHOICES) {
      const wanted = all(`[name="${name}"]`, form).find((radio) => radio.value === query.get(name));
      if (wanted) wanted.checked = true;
    }
    for (const name of SWITCHES) {
      if (query.get(name) && form.elements[name]) form.elements[name].checked = true;
    }
  }

  function state(form) {
    const parameters = new URLSearchParams();
    for (const name of CHOICES) {
      const value = form.elements[name]?.value;
      if (value && value !== "all") parameters.set(name, value);
    }
    for (const name of SWITCHES) {
      if (form.elements[name]?.checked) parameters.set(name, "1");
    }
    return parameters;
  }

  /** A heading of a group is hidden while all its rows are. */
  function hideEmptyGroups(table) {
    for (const group of all("tr.grp", table)) {
      let some = false;
      for (let row = group.nextElementSibling; row && !row.classList.contains("grp"); row = row.nextElementSibling) {
        some ||= shown(row);
      }
      group.hidden = !some;
    }
  }

  function matrix(form) {
    const table = document.querySelector(".mx");
    if (!table) return;
    const words = form.elements.words;
    const counter = document.getElementById("count");

    const update = () => {
      remember(state(form));
      const count = all("tr[data-f]", table).filter(shown).length;
      if (counter) counter.textContent = `${count} ${count === 1 ? "decision" : "decisions"}`;
      hideEmptyGroups(table);
    };
    const showWords = () => {
      for (const details of all("details", table)) details.open = words.checked;
    };

    restore(form);
    if (words?.checked) showWords();
    update();
    form.addEventListener("change", (event) => {
      if (event.target === words) showWords();
      update();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const button of all("[data-csv]")) button.addEventListener("click", () => copy(button, toCsv(table)));
  }

  // -- CSV -------------------------------------------------------------------------------------------

  /** A cell that a spreadsheet would run as a formula is made text by an apostrophe. */
  function csvCell(text) {
    const plain = text.trim();
    const guarded = /^\s*[=+@\-]/.test(plain) ? `'${plain}` : plain;
    return `"${guarded.replaceAll('"', '""')}"`;
  }

  function cellText(cell) {
    const letter = cell.querySelector(".L");
    if (letter) {
      const words = cell.querySelector("p");
      return letter.textContent + (words ? `: ${words.textContent}` : "");
    }
    return cell.tagName === "TH" ? (cell.querySelector("a, .fn") || cell).textContent : "";
  }

  /** The rows in sight, as RFC 4180 has it. The head counts on a phone too, where it isn't shown. */
  function toCsv(table) {
    const rows = [...all("thead tr", table), ...all("tr[data-f]", table).filter(shown)];
    return rows.map((row) => [...row.children].map((cell) => csvCell(cellText(cell))).join(",")).join("\r\n");
  }

  async function copy(button, text) {
    const label = button.dataset.label || (button.dataset.label = button.textContent);
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed to copy"; // no https, or the browser asked and was told no
    }
    setTimeout(() => {
      button.textContent = label;
    }, 2500);
  }

  // --------------------------------------------------------------------------------------------------

  nameSearch();
  openSearch();
  printButtons();
  scrollers();
  openForPrint();
  for (const form of all("form[data-mx]")) matrix(form);
})();
