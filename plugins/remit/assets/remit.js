/* What script adds to the handbook. Every page reads and filters without it (see pages.css and handbook.css);
   this file keeps no state but the address, asks for nothing, and writes text only as text. */

(() => {
  "use strict";

  const root = document.documentElement;
  root.classList.add("js");

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

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

  // --------------------------------------------------------------------------------------------------

  nameSearch();
  openSearch();
  printButtons();
  scrollers();
  openForPrint();
})();
