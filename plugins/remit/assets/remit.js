/* What script adds to the handbook. Every page reads and filters without it (see pages.css and handbook.css);
   this file keeps no state but the address, asks for nothing, and writes text only as text. */

(() => {
  "use strict";

  const root = document.documentElement;
  root.classList.add("js");

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // -- pages ----------------------------------------------------------------------------------------------

  const here = document.currentScript.src;
  const known = new Set(); // scripts that a page brought: brought by another page, they are here already

  /** Call `begin` on this page, and on each that the theme puts in its place without loading it (Material's
      `navigation.instant`). It is given a signal, for listeners outside of the page: it ends with the page. */
  window.remitPage = (begin) => {
    const brought = document.currentScript?.src ?? here;
    if (known.has(brought)) return;
    if (brought !== here) known.add(brought);
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

  /** The search is a script of its own, fetched when somebody turns to it. */
  function search() {
    const input = document.querySelector(".md-search__input");
    const toggle = document.getElementById("__search");
    if (!input || !toggle) return;
    let there = null;
    const fetched = () =>
      (there ??= new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = new URL("search.js", here);
        script.onload = resolve;
        script.onerror = () => { there = null; reject(new Error(script.src)); }; // prettier-ignore
        document.head.append(script);
      }));
    const begin = () => {
      fetched().catch(() => {
        document.querySelector(".md-search-result__meta").textContent = "The search could not be loaded; type again to try once more";
      });
    };
    input.addEventListener("focus", begin);
    input.addEventListener("input", begin);
    toggle.addEventListener("change", begin);
    document.querySelector(".md-search").addEventListener("pointerover", begin, { once: true });
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !toggle.checked && event.target === input) input.blur(); // before it has come
      const typing = event.target.matches?.("input, textarea, select, [contenteditable]");
      if (there || typing || event.metaKey || event.ctrlKey || event.altKey || !["/", "s", "f"].includes(event.key)) return;
      event.preventDefault();
      input.focus();
    });
    window.remitFind = async (typed) => {
      await fetched();
      return window.remitFind(typed);
    };
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
  search();
})();
