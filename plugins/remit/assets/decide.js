/* The page "Who decides?". Every answer was computed when the site was built: about each definition, and about
   something new of each kind for each trigger that it may set off. Both are compared with `remit review` by
   tests, over everything, through `window.remitDecide`. */

window.remitPage(() => {
  "use strict";

  const source = document.getElementById("decide-data");
  if (!source) return;

  const data = JSON.parse((source.content ?? source).textContent);
  const MOST = 150; // definitions in the list at once: whoever wants another types
  const MOST_TOLD = 8;

  // -- the answer: looked up, never judged -------------------------------------------------------------

  const things = data.things.map(([kind, id, name, aliases, file, operates, governs, met, answers], number) => ({
    number, kind: data.kinds[kind], id, name, aliases, file, operates, governs, met, answers,
    ref: `${data.kinds[kind].id}:${id}`,
  })); // prettier-ignore
  const byRef = new Map(things.map((thing) => [thing.ref, thing]));
  const byKey = new Map(data.triggers.map((trigger, number) => [trigger.key, number]));
  data.triggers.forEach((trigger, number) => byKey.set(`${data.lanes[trigger.lane].id}.${trigger.id}`, number));

  const asks = (found) => found.map(([party, ...why]) => ({ party, why: why.map((reason) => data.reasons[reason]) }));

  /** What a change of a definition needs. */
  function ofThing(thing, weight) {
    const [lane, because, leads, agree, consulted, told] = data.answers[thing.answers[data.weights.indexOf(weight)]];
    return { thing, lane, because, leads, agree: asks(agree), consulted: asks(consulted), told };
  }

  /** What something needs that is not written down: the answers to all that it touches, of the lane that stands first. */
  function ofKind(kind, weight, touched) {
    const [none, ...each] = kind.answers[data.weights.indexOf(weight)];
    const found = (touched.size ? [...touched].map((number) => each[number]) : [none]).map((number) => data.answers[number]);
    const lane = Math.min(...found.map(([lane]) => lane));
    const same = found.filter((answer) => answer[0] === lane);
    const because = [...new Set(same.flatMap((answer) => answer[1]))].sort((one, other) => one - other);
    const named = new Map(same.flatMap((answer) => answer[3]).map((ask) => [ask[0], ask]));
    const agree = data.lanes[lane].approve.filter((party) => named.has(party)).map((party) => named.get(party));
    return { kind, lane, because, leads: same[0][2], agree: asks(agree), consulted: [], told: [] };
  }

  const listed = (names) => [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" and ");
  const nameOf = (party) => data.parties[party][1];

  function headline({ kind, lane, leads, agree }) {
    const names = agree.map(({ party }) => nameOf(party));
    const first = names.slice(0, leads);
    const others = names.slice(leads);
    if (!first.length && kind) return `Whoever will ${data.lanes[lane].shared ? "govern" : "operate"} it decides`;
    if (!first.length) return "Nobody owns this yet";
    return `${listed(first)} ${first.length > 1 ? "decide" : "decides"}${others.length ? `, with ${listed(others)}` : ""}`;
  }

  function answerTo({ change, kind, weight, touches = [] }) {
    if (change) return byRef.has(change) ? ofThing(byRef.get(change), weight) : null;
    const known = data.kinds.find((each) => each.id === kind);
    const touched = new Set(touches.map((key) => byKey.get(key)).filter((number) => number !== undefined));
    return known ? ofKind(known, weight, touched) : null;
  }

  /** The answer to a choice, by ids: what tests hold against `remit review`. */
  window.remitDecide = (choice) => {
    const answer = answerTo(choice);
    if (!answer) return null;
    const ref = (party) => data.parties[party][0];
    return {
      lane: data.lanes[answer.lane].id,
      record: data.lanes[answer.lane].record,
      because: answer.because.map((number) => data.triggers[number].id),
      met: (answer.thing?.met ?? []).map(([trigger, by]) => [data.triggers[trigger].id, things[by]?.ref ?? null]),
      headline: headline(answer),
      agree: answer.agree.map(({ party, why }) => [ref(party), why]),
      consulted: answer.consulted.map(({ party, why }) => [ref(party), why]),
      told: answer.told.map(ref),
    };
  };

  // -- elements ------------------------------------------------------------------------------------------

  const form = document.querySelector("form[data-decide]");
  const card = document.querySelector("[data-answer]");
  const input = document.getElementById("decide-what");
  const list = document.getElementById("decide-list");
  const drop = list.parentElement; // the list, and under it what it has no room for
  const kindChoice = document.getElementById("decide-kind");
  const touchBox = form.querySelector("[data-touches]");
  const start = [...card.childNodes];
  let chosen = null; // the definition that is asked about

  /** An element with its properties and children; texts are only ever texts. */
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  const note = (text) => make("small", {}, text);
  const pageOf = (thing) => (thing.kind.single ? data.pages[0] : data.pages[1].replace("{folder}", thing.kind.folder).replace("{id}", thing.id));

  function mark(party) {
    const [, name, patterns, address] = data.parties[party];
    return make("a", { className: "fn", href: address }, make("span", { className: `sw ${patterns}`, ariaHidden: "true" }), make("span", {}, name));
  }

  function who({ party, why }) {
    const stands = data.parties[party][4];
    const line = make("div", { className: "who2" }, mark(party), make("small", { className: "in" }, why.join("; ")));
    if (stands) line.append(make("small", { className: "stands" }, stands));
    return line;
  }

  function fact(title, ...content) {
    return make("div", {}, make("dt", {}, title), make("dd", {}, ...content));
  }

  function row(...marks) {
    return make("div", { className: "who2" }, ...marks);
  }

  // -- the card ------------------------------------------------------------------------------------------

  function show() {
    const choice = state();
    const answer = answerTo(choice);
    if (!answer) return card.replaceChildren(...start);
    const lane = data.lanes[answer.lane];
    card.classList.toggle("local", !lane.shared);
    card.replaceChildren(head(answer, lane, choice.weight), make("div", { className: "body" }, facts(answer, lane), actions(answer)));
  }

  function head(answer, lane, weight) {
    const subject = answer.thing ? answer.thing.name : `Not in the handbook yet: a ${answer.kind.title.toLowerCase()}`;
    const about = form.querySelector(`[name=weight][value="${weight}"]`).nextElementSibling.textContent.toLowerCase();
    const chip = make("span", { className: `chip lane lane-${lane.shared ? "shared" : "local"}` }, lane.name);
    return make("header", {},
      make("p", { className: "k" }, `${subject}, ${about}`),
      make("h2", {}, headline(answer)),
      make("p", {}, lane.url ? make("a", { href: lane.url, className: "bare" }, chip) : chip)); // prettier-ignore
  }

  function facts({ thing, kind, because, agree, consulted, told }, lane) {
    const [operates, governs] = [thing?.operates ?? [], thing?.governs ?? []].map((parties) => parties.map(mark));
    const rows = make("dl", { className: "facts" });
    if (operates.length || kind) rows.append(fact("Does the work", kind ? "Whoever will operate it" : row(...operates)));
    if (governs.length) rows.append(fact("Governs it", row(...governs)));
    const also = kind && lane.shared ? ["Whoever will govern it"] : [];
    if (agree.length || also.length) rows.append(fact("Must agree", ...agree.map(who), ...also));
    if (consulted.length) rows.append(fact("Ask first", ...consulted.map(who)));
    if (told.length) rows.append(fact("Tell", some(told)));
    rows.append(fact("Record", lane.record ? "A change record: what, why and who decided" : "None beyond the edit"));
    rows.append(fact("Why", ...why({ thing, because }, lane)));
    return rows;
  }

  function some(parties) {
    const few = row(...parties.slice(0, MOST_TOLD).map(mark));
    if (parties.length > MOST_TOLD) few.append(note(`and ${parties.length - MOST_TOLD} more`));
    return few;
  }

  /** What made the lane, each reason with the thing that is meant and the rule's id. */
  function why({ thing, because }, lane) {
    const lines = because.map((number) => {
      const trigger = data.triggers[number];
      const by = things[thing?.met.find(([met]) => met === number)?.[1]];
      const line = make("div", { className: "reason" }, trigger.when);
      if (by && by !== thing) line.append(": ", make("a", { href: pageOf(by) }, by.name));
      line.append(rule(lane, trigger.id));
      return line;
    });
    if (lines.length) return lines;
    const light = thing && thing.met.length > 0;
    const text = light ? "So light a change stays here, whatever it touches." : "Nothing that others rest on is touched.";
    return [make("div", { className: "reason" }, text, rule(lane, ""))].concat(onlyPeopleTell(lane, light));
  }

  function rule(lane, trigger) {
    return make("small", {}, "rule ", make("code", {}, `lane:${lane.id}`), ...(trigger ? [", ", make("code", {}, trigger)] : []));
  }

  /** A local answer stands unless one of these is so, which no reference says. */
  function onlyPeopleTell(lane, light) {
    const unseen = data.unseen.map((number) => data.triggers[number].when);
    if (lane.shared || light || !unseen.length) return [];
    return [make("div", { className: "reason" }, `Unless it touches: ${unseen.join("; ")}`)];
  }

  function actions({ thing, lane, kind }) {
    const buttons = make("p", { className: "go" });
    const edit = thing && data.edit ? data.edit + data.files[thing.file] : "";
    if (edit) buttons.append(make("a", { className: "btn primary", href: edit, rel: "noopener" }, "Propose this change"));
    if (thing) buttons.append(make("a", { className: "btn", href: pageOf(thing) }, "See its page"));
    const part = make("div", { className: "start-edit" }, buttons);
    if (!thing) part.append(command("Begin its file with", `remit new ${kind.id} a-name`));
    else if (data.lanes[lane].record) part.append(command("Begin its record with", `remit new change ${thing.id}-changes --about ${thing.ref}`));
    return part;
  }

  function command(words, text) {
    const button = make("button", { type: "button", className: "btn copy" }, "Copy");
    button.addEventListener("click", () => copy(button, text));
    return make("div", { className: "cmd" }, make("span", { className: "note" }, words), make("code", {}, text), button);
  }

  async function copy(button, text) {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed to copy"; // no https, or the browser asked and was told no
    }
    setTimeout(() => {
      button.textContent = "Copy";
    }, 2500);
  }

  // -- the choice, and the address -----------------------------------------------------------------------

  const mode = () => form.elements.mode.value;

  function state() {
    const weight = form.elements.weight.value;
    if (mode() === "change") return { change: chosen?.ref, weight };
    const touches = [...touchBox.querySelectorAll(":checked:not(:disabled)")].map((box) => box.value);
    return { kind: kindChoice.value, weight, touches };
  }

  function remember() {
    const { change, kind, weight, touches } = state();
    const parameters = new URLSearchParams();
    if (change) parameters.set("change", change);
    if (kind) parameters.set("kind", kind);
    if (touches?.length) parameters.set("touches", touches.join(","));
    if (weight !== "meaning" && (change || kind)) parameters.set("weight", weight);
    const query = parameters.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
    history.replaceState(history.state, "", location.pathname + (query ? `?${query}` : "") + location.hash);
  }

  function restore() {
    const query = new URLSearchParams(location.search);
    const weight = query.get("weight");
    if (data.weights.includes(weight)) form.elements.weight.value = weight;
    const kind = query.get("kind");
    if (query.has("change")) choose(byRef.get(query.get("change")) ?? null);
    else if ([...kindChoice.options].some((option) => option.value === kind)) {
      form.elements.mode.value = "kind";
      kindChoice.value = kind;
      touchable();
      const wanted = (query.get("touches") ?? "").split(",").map((key) => byKey.get(key));
      for (const box of touchBox.querySelectorAll("input:not(:disabled)")) box.checked ||= wanted.includes(byKey.get(box.value));
    }
  }

  /** The triggers that may be ticked; those that hold for the kind anyway are ticked and said to be. */
  function touchable() {
    const before = new Set([...touchBox.querySelectorAll(":checked:not(:disabled)")].map((box) => box.value));
    const kind = data.kinds.find((each) => each.id === kindChoice.value);
    const rows = (kind?.touches ?? []).map(([number, always]) => {
      const { key, when } = data.triggers[number];
      const box = make("input", { type: "checkbox", value: key, disabled: Boolean(always), checked: Boolean(always) || before.has(key) });
      const label = make("label", {}, box, make("span", {}, when));
      if (always) label.append(note("always so for this kind"));
      return label;
    });
    touchBox.replaceChildren(...rows);
  }

  /** What a weight is about, with examples from the kind that is asked about. */
  function examples() {
    const kind = mode() === "change" ? chosen?.kind : data.kinds.find((each) => each.id === kindChoice.value);
    for (const [number, hint] of form.querySelectorAll("[data-about]").entries()) {
      hint.dataset.words ??= hint.textContent;
      hint.textContent = kind?.about[number] || hint.dataset.words;
    }
  }

  function update() {
    for (const part of form.querySelectorAll("[data-mode]")) part.hidden = part.dataset.mode !== mode();
    examples();
    show();
  }

  function choose(thing) {
    chosen = thing;
    input.value = thing ? thing.name : "";
    close();
  }

  // -- the list of definitions ---------------------------------------------------------------------------

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const searched = things.map((thing) => ({
    thing,
    names: [thing.name, ...thing.aliases.split(", "), thing.id, thing.ref].filter(Boolean).map(fold),
  }));
  let options = [];
  let active = -1;

  /** How well a definition fits: 0 a name itself, 1 its beginning, 2 a word's beginning, 3 inside; -1 not at all. */
  function fit(names, words) {
    const whole = words.join(" ");
    if (names.includes(whole)) return 0;
    if (names.some((name) => name.startsWith(whole))) return 1;
    const text = ` ${names.join(" ")}`;
    if (words.every((word) => text.includes(` ${word}`))) return 2;
    return words.every((word) => text.includes(word)) ? 3 : -1;
  }

  /** What fits, by kind; the kind with the best fit first. */
  function found(typed) {
    const words = fold(typed).split(/\s+/).filter(Boolean);
    const fits = searched.map(({ thing, names }) => ({ thing, fit: fit(names, words) })).filter((each) => each.fit >= 0);
    fits.sort((one, other) => one.fit - other.fit); // stable: within a fit, by kind and name
    const groups = new Map();
    for (const { thing } of fits.slice(0, MOST)) {
      if (!groups.has(thing.kind)) groups.set(thing.kind, []);
      groups.get(thing.kind).push(thing);
    }
    return { groups, more: Math.max(0, fits.length - MOST) };
  }

  function open(typed) {
    const { groups, more } = found(typed);
    options = [];
    const parts = [...groups].map(([kind, those]) => {
      const title = make("div", { className: "group", id: `decide-of-${kind.id}`, role: "presentation" }, kind.titles);
      const group = make("div", { role: "group", "aria-labelledby": title.id }, title);
      for (const thing of those) group.append(option(thing));
      return group;
    });
    list.replaceChildren(...parts);
    const nothing = "Nothing is called that. Try another name, or “Not in it yet”.";
    drop.lastElementChild.textContent = more ? `${more} more: type to find them` : options.length ? "" : nothing;
    list.hidden = !options.length;
    drop.hidden = false;
    input.setAttribute("aria-expanded", "true");
    move(typed && options.length ? 0 : options.findIndex(({ thing }) => thing === chosen));
  }

  function option(thing) {
    const element = make("div", { role: "option", id: `decide-option-${thing.number}`, className: "option", ariaSelected: "false" }, make("span", {}, thing.name));
    if (thing.aliases) element.append(note(thing.aliases));
    element.addEventListener("click", () => settle(thing));
    options.push({ element, thing });
    return element;
  }

  function move(to) {
    options[active]?.element.setAttribute("aria-selected", "false");
    active = to;
    const here = options[active]?.element;
    if (!here) return input.removeAttribute("aria-activedescendant");
    here.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", here.id);
    const { scrollTop: top, clientHeight: height } = list;
    if (here.offsetTop < top + 30 || here.offsetTop > top + height - 40) list.scrollTop = here.offsetTop - height / 2;
  }

  function close() {
    drop.hidden = true;
    drop.lastElementChild.textContent = "";
    list.replaceChildren();
    options = [];
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function settle(thing) {
    choose(thing);
    update();
    remember();
  }

  const KEYS = {
    ArrowDown: () => (drop.hidden ? open(input.value === chosen?.name ? "" : input.value) : options.length && move((active + 1) % options.length)),
    ArrowUp: () => !drop.hidden && options.length && move((Math.max(active, 0) - 1 + options.length) % options.length),
    Home: () => !drop.hidden && options.length && move(0),
    End: () => !drop.hidden && options.length && move(options.length - 1),
    Enter: () => options[active] && settle(options[active].thing),
    Escape: () => (drop.hidden ? settle(null) : choose(chosen)),
  };

  input.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (["Home", "End"].includes(event.key) && (drop.hidden || active < 0)) return; // they move in the text
    act();
    event.preventDefault();
  });
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    open(input.value);
  });
  input.addEventListener("click", () => {
    if (!drop.hidden) return;
    input.select();
    open("");
  });
  drop.addEventListener("pointerdown", (event) => event.preventDefault()); // the input keeps the focus
  input.addEventListener("blur", () => choose(chosen));

  form.addEventListener("change", (event) => {
    if (event.target === input) return;
    if (event.target === kindChoice || event.target.name === "mode") touchable();
    update();
    remember();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  card.addEventListener("click", (event) => {
    const sample = event.target.closest("[data-sample]");
    if (!sample) return;
    event.preventDefault();
    settle(byRef.get(sample.dataset.sample));
    input.focus();
  });

  touchable();
  restore();
  update();
  form.parentElement.classList.add("live");
  if (!chosen && input.value && document.activeElement === input) open(input.value); // typed before this was there
});
