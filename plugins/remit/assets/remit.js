/* What script adds to the handbook. Every page reads and filters without it (see pages.css and handbook.css);
   this file keeps no state but the address, asks for nothing, and writes text only as text. */

(() => {
  "use strict";

  const root = document.documentElement;
  root.classList.add("js");

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // -- pages ----------------------------------------------------------------------------------------------

  /** Call `begin` on this page, and on each that the theme puts in its place without loading it (Material's
      `navigation.instant`). It is given a signal, for listeners outside of the page: it ends with the page. */
  window.remitPage = (begin) => {
    let shown = null;
    let end = null;
    const turn = () => {
      const place = document.querySelector("[data-md-component=container]") ?? document.body;
      if (place === shown) return;
      shown = place;
      end?.abort();
      end = new AbortController();
      begin(end.signal);
    };
    turn();
    if (typeof document$ !== "undefined") document$.subscribe(turn);
  };

  /** From the disk, a folder shows a list of its files: links lead to its page instead. */
  function fromDisk() {
    if (location.protocol !== "file:") return;
    const lead = ({ target }) => {
      const link = target instanceof Element && target.closest("a[href]");
      const address = link && new URL(link.getAttribute("href"), document.baseURI);
      if (address?.protocol !== "file:" || !address.pathname.endsWith("/")) return;
      address.pathname += "index.html";
      link.setAttribute("href", address);
    };
    for (const name of ["pointerdown", "keydown", "click"]) document.addEventListener(name, lead, { capture: true });
  }

  // --------------------------------------------------------------------------------------------------------

  /** A link that opens the search, which listens to the focus of its input. */
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
  function scrollers(signal) {
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
    signal.addEventListener("abort", () => observer.disconnect());
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

  window.remitPage((signal) => {
    openSearch();
    printButtons();
    scrollers(signal);
  });
  fromDisk();
  openForPrint();
})();
