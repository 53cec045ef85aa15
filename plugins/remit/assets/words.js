/* The meaning of a word beside it: on hover, on keyboard focus, on the first tap. Escape puts it away; it
   can be pointed at, and it stays until it is left. The meanings are on the page already (`.words`). */

window.remitPage((signal) => {
  "use strict";

  const OPEN_AFTER = 150; // ms: a pointer on its way elsewhere opens nothing
  const CLOSE_AFTER = 250; // ms: time to reach the meaning
  const MARGIN = 8; // px, to the word and to the window's edges

  const meanings = document.querySelector(".r .words");
  if (!meanings || !HTMLElement.prototype.showPopover) return;

  const tip = document.createElement("div");
  tip.className = "word-tip";
  tip.popover = "manual";
  const title = document.createElement("a");
  title.tabIndex = -1; // by keyboard the word itself is the link
  const text = document.createElement("p");
  tip.append(title, text);
  meanings.before(tip);

  let word = null; // whose meaning is shown
  let timer = 0;
  let touched = false;
  signal.addEventListener("abort", () => clearTimeout(timer));

  function place() {
    const at = word.getClientRects()[0];
    if (!at) return hide();
    const { offsetWidth: width, offsetHeight: height } = tip;
    const below = at.bottom + MARGIN + height <= innerHeight || at.top < height + MARGIN;
    const left = Math.min(at.left, document.documentElement.clientWidth - width - MARGIN);
    tip.style.left = `${Math.max(MARGIN, left)}px`;
    tip.style.top = `${below ? at.bottom + MARGIN / 2 : at.top - height - MARGIN / 2}px`;
  }

  function show(anchor) {
    clearTimeout(timer);
    const meaning = document.getElementById(anchor.getAttribute("aria-describedby"));
    if (!meaning || word === anchor) return;
    hide();
    word = anchor;
    word.classList.add("on");
    title.textContent = meaning.previousElementSibling.textContent;
    title.href = anchor.href;
    text.textContent = meaning.textContent;
    tip.showPopover();
    place();
  }

  function hide() {
    clearTimeout(timer);
    if (!word) return;
    word.classList.remove("on");
    word = null;
    tip.hidePopover();
  }

  function later(action, delay) {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  }

  const wordAt = (event) => (event.target instanceof Element ? event.target.closest("a.word") : null);

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const anchor = wordAt(event);
    if (anchor) later(() => show(anchor), OPEN_AFTER);
    else if (tip.contains(event.target)) clearTimeout(timer);
    else if (word && word !== document.activeElement) later(hide, CLOSE_AFTER);
    else if (!word) clearTimeout(timer);
  }, { signal });
  document.addEventListener("focusin", (event) => {
    const anchor = wordAt(event);
    if (anchor?.matches(":focus-visible")) show(anchor);
  }, { signal });
  document.addEventListener("focusout", (event) => {
    if (event.target === word && !tip.contains(event.relatedTarget)) hide();
  }, { signal });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  }, { signal });

  // A click does not say everywhere by what it was made; the pointer before it does.
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (word && !word.contains(event.target) && !tip.contains(event.target)) hide();
  }, { signal });
  document.addEventListener("click", (event) => {
    const anchor = wordAt(event);
    if (!anchor || !touched || word === anchor) return;
    event.preventDefault();
    show(anchor);
  }, { signal });

  addEventListener("scroll", () => word && place(), { passive: true, capture: true, signal });
  addEventListener("resize", () => word && place(), { passive: true, signal });
});
