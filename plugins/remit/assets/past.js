// The definition in force on a day: marks its version in the history, and opens it.
(() => {
  const words = (day) => new Date(`${day}T00:00:00`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });

  window.remitPage(() => {
    const form = document.querySelector(".past .asof");
    if (!form) return;
    form.hidden = false;
    const versions = [...document.querySelectorAll(".past [data-since]")];
    const input = form.querySelector("input");
    const output = form.querySelector("output");
    // A change that waits for its day comes before the text in force.
    const today = input.max ? versions.find((each) => each.dataset.since <= input.max) : versions[0];
    const show = () => {
      const day = input.value;
      // Newest first: the first that had begun by then is the one in force.
      const held = day && versions.find((each) => each.dataset.since <= day);
      for (const each of versions) {
        each.classList.toggle("is-shown", each === held);
        const whole = each.querySelector("details.whole");
        if (whole) whole.open = each === held;
      }
      if (!day) output.textContent = "";
      else if (!held) output.textContent = "It was not written down yet.";
      else if (held === versions[0]) output.textContent = "What it says today.";
      else output.textContent = `What it ${held === today ? "says" : "said"} since ${words(held.dataset.since)}.`;
      if (held) held.scrollIntoView({ block: "nearest" });
    };
    form.addEventListener("submit", (event) => event.preventDefault());
    input.addEventListener("change", show);
  });
})();
