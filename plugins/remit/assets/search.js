/* What the open search needs beyond the theme. */

(() => {
  "use strict";

  /** The theme calls the other names of each result a navigation; a dozen landmarks of one name help nobody. */
  function plainTags() {
    const list = document.querySelector(".md-search-result__list");
    if (!list) return;
    new MutationObserver(() => {
      for (const tags of list.querySelectorAll(".md-tags:not([role])")) tags.setAttribute("role", "presentation");
    }).observe(list, { childList: true, subtree: true });
  }

  plainTags();
})();
