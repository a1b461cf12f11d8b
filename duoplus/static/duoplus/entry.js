// Comfort in the entry forms: keys, pasting, one step back, a draft in this browser, and figures that the
// server works out while somebody types. Every form works without this script.
"use strict";

(() => {
  const form = document.querySelector("[data-entry]");
  if (!form) return;
  const grid = form.querySelector("table.duo-entry__grid");
  const template = form.querySelector("[data-row-template]");
  const notice = form.querySelector("[data-notice]");
  const status = form.querySelector("[data-status]");
  const keys = document.querySelector("[data-keys]");
  const MOST_STEPS = 100;
  const CALCULATE_AFTER = 350; // milliseconds of quiet
  const SAY_AFTER = 400; // milliseconds after the focus moved
  const TRY_AFTER = 10_000; // milliseconds after the server did not answer
  const BUSY_AFTER = 1000; // milliseconds without an answer

  // --- rows and cells ---------------------------------------------------------------------------

  const rows = () => [...grid.querySelectorAll("tbody[data-row]")];
  const rowOf = (element) => element.closest("tbody[data-row]");
  const baseOf = (control) => control.name.replace(/-\d+$/, "");
  const cells = (row) => [...row.querySelectorAll("tr:first-child :is(input:not([type=hidden]), select, textarea)")];
  const columns = (row) => cells(row).filter((cell) => baseOf(cell) !== "remove");
  const named = (row, base) => row.querySelector(`[name="${base}-${row.dataset.row}"]`);
  const isText = (cell) => Boolean(cell.matches?.("textarea, input:not([type=checkbox], [type=radio])"));
  let lastRow = 0; // each row has a number of its own, so that a step back finds it again
  const labelOf = (cell) => cell.closest("td").dataset.label;

  function renumber() {
    rows().forEach((row, index) => {
      row.dataset.row = index;
      for (const element of row.querySelectorAll("[name], [id], [aria-describedby], [aria-label]")) {
        for (const attribute of ["name", "id", "aria-describedby"]) {
          const value = element.getAttribute(attribute);
          if (value) element.setAttribute(attribute, value.replace(/-(\d+|__n__)$/, `-${index}`));
        }
        const label = element.getAttribute("aria-label");
        if (label) element.setAttribute("aria-label", label.replace(/\b([Rr]ij) (\d+|__m__)/, `$1 ${index + 1}`));
      }
    });
    form.querySelector("[data-count]").value = rows().length;
    for (const row of rows()) row.dataset.uid ??= String(++lastRow);
    link();
  }

  // The link to the full form goes with the mutatie, not with the place in the grid.
  function link() {
    for (const anchor of grid.querySelectorAll("[data-edit]")) {
      const pk = named(rowOf(anchor), "pk").value;
      anchor.hidden = !pk;
      anchor.href = anchor.dataset.edit.replace("/0/", `/${pk}/`);
      anchor.querySelector("span").textContent = ` van rij ${Number(rowOf(anchor).dataset.row) + 1}`;
    }
  }

  // Add rows after the given one, or at the end; all at once, as numbering them again takes time.
  function addRows(count, after) {
    const added = Array.from({ length: count }, () => template.content.querySelector("tbody").cloneNode(true));
    if (after) after.after(...added);
    else grid.append(...added);
    renumber();
    return added;
  }
  const addRow = (after) => addRows(1, after)[0];

  const valueOf = (control) => (control.type === "checkbox" ? control.checked : control.value);
  const setValue = (control, value) => { control[control.type === "checkbox" ? "checked" : "value"] = value; };

  function contents(row) {
    const values = { "#": row.dataset.uid };
    for (const control of row.querySelectorAll("[name]")) {
      if (control.type !== "radio") values[baseOf(control)] = valueOf(control);
    }
    return values;
  }

  const isBlank = (values) =>
    !values.pk && Object.entries(values).every(([name, value]) => name === "#" || name === "version" || !value || value === "0");

  const topControls = () =>
    [...form.elements].filter((control) => control.name && !rowOf(control) && control.type !== "hidden" && control.type !== "submit");
  const snapshot = () => ({
    rows: rows().map(contents),
    top: Object.fromEntries(topControls().map((control) => [control.name, valueOf(control)])),
  });

  function restore(state) {
    const known = new Map(rows().map((row) => [row.dataset.uid, row]));
    const fresh = addRows(state.rows.filter((values) => !known.has(values["#"])).length);
    const wanted = state.rows.map((values) => known.get(values["#"]) ?? fresh.shift());
    for (const row of rows()) if (!wanted.includes(row)) row.remove();
    grid.append(...wanted);
    renumber();
    rows().forEach((row, index) => {
      for (const [base, value] of Object.entries(state.rows[index])) {
        let control = named(row, base);
        if (!control && base === "conflict") {
          control = Object.assign(document.createElement("input"), { type: "hidden", name: `conflict-${index}` });
          row.querySelector("td").append(control);
        }
        if (control) setValue(control, value);
      }
    });
    link();
    for (const control of topControls()) {
      if (control.name in state.top) setValue(control, state.top[control.name]);
    }
  }

  // --- a step back, and forward again -----------------------------------------------------------

  renumber();
  const steps = [];
  const undone = [];
  let settled = snapshot();
  let atFocus = "";

  function settle() {
    const now = snapshot();
    if (JSON.stringify(now) === JSON.stringify(settled)) return;
    steps.push(settled);
    if (steps.length > MOST_STEPS) steps.shift();
    undone.length = 0;
    settled = now;
    changed();
  }

  function act(change) {
    settle();
    change();
    settle();
    atFocus = document.activeElement?.value ?? "";
  }

  function step(taken, other, none, done) {
    settle();
    const state = taken.pop();
    if (!state) {
      say(none);
      return;
    }
    other.push(settled);
    const place = document.activeElement?.id;
    restore(state);
    settled = snapshot();
    document.getElementById(place)?.focus();
    atFocus = document.activeElement?.value ?? "";
    say(done);
    changed();
  }

  const stepBack = () => step(steps, undone, "Er is geen stap om terug te nemen.", "De laatste stap is teruggenomen.");
  const stepForward = () => step(undone, steps, "Er is geen stap om opnieuw te doen.", "De stap is opnieuw gedaan.");

  // --- words to the reader ----------------------------------------------------------------------

  function say(text, button) {
    notice.replaceChildren(...(text ? [Object.assign(document.createElement("p"), { textContent: text })] : []));
    if (button) notice.append(button);
  }

  const spoken = Object.assign(document.createElement("p"), { className: "duo-spoken", role: "status" });
  form.append(spoken);
  const tell = (text) => { spoken.textContent = text; };

  // --- a block of cells, and pasting ------------------------------------------------------------

  const most = Number(form.dataset.most ?? Infinity);
  const sheet = { grid, most, rows, addRows, rowOf, columns, named, isText, labelOf, act, say, tell, calculate: () => calculate() };
  const picked = window.duoEntry.keepBlock(sheet);

  // --- keys -------------------------------------------------------------------------------------

  function go(cell, down, { grow = false } = {}) {
    const row = rowOf(cell);
    const place = cells(row).indexOf(cell);
    const all = rows();
    let target = all[all.indexOf(row) + down];
    if (!target && grow && down > 0) act(() => { target = addRow(); });
    if (!target) return;
    const next = cells(target)[place];
    next.focus();
    if (isText(next)) next.select();
  }

  function aside(cell, step) {
    const all = cells(rowOf(cell));
    const next = all[all.indexOf(cell) + step];
    next?.focus();
    if (next && isText(next)) next.select();
    return Boolean(next);
  }

  function duplicate(cell) {
    const row = rowOf(cell);
    const values = contents(row);
    const place = cells(row).indexOf(cell);
    let copy;
    act(() => {
      copy = addRow(row);
      for (const one of columns(copy)) {
        if (baseOf(one) !== "number") setValue(one, values[baseOf(one)]); // a number stands once
      }
    });
    cells(copy)[place].focus();
    say("De rij is gedupliceerd, zonder het nummer.");
  }

  const save = () => form.requestSubmit(form.querySelector("button[value=opslaan]"));
  let lastCell = null;

  function onKey(event) {
    const cell = event.target;
    if (event.key === "F1" || (event.key === "?" && !isText(cell))) {
      event.preventDefault();
      keys?.showModal();
      return;
    }
    if (!form.contains(cell)) return;
    if (picked.onKey(event)) {
      event.preventDefault();
      return;
    }
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key === "Enter") {
      event.preventDefault();
      settle();
      save();
      return;
    }
    if (event.key === "Escape" && rowOf(cell)) {
      document.getElementById("inhoud").focus(); // out of the grid, however many rows it has
      return;
    }
    if (control && event.key.toLowerCase() === "z" && !event.shiftKey) {
      if (isText(cell) && cell.value !== atFocus) return; // typing that has not been left yet: the browser's own undo
      event.preventDefault();
      stepBack();
      return;
    }
    if (control && (event.key.toLowerCase() === "y" || (event.key.toLowerCase() === "z" && event.shiftKey))) {
      if (isText(cell) && cell.value !== atFocus) return;
      event.preventDefault();
      stepForward();
      return;
    }
    if (!rowOf(cell) || !cell.matches("input, select, textarea")) return;
    if (control && event.key.toLowerCase() === "d") {
      event.preventDefault();
      duplicate(cell);
    } else if (event.key === "Enter" && event.altKey && cell.tagName === "TEXTAREA") {
      event.preventDefault();
      cell.setRangeText("\n", cell.selectionStart, cell.selectionEnd, "end");
    } else if (event.key === "Enter" && !control) {
      event.preventDefault(); // Enter never sends the form from a cell
      settle();
      go(cell, event.shiftKey ? -1 : 1, { grow: true });
    } else if (!control && !event.altKey && !event.shiftKey) arrow(event, cell);
  }

  function arrow(event, cell) {
    const chooses = cell.tagName === "SELECT"; // up and down choose in a list
    if (cell.type === "radio" || (chooses && !["ArrowLeft", "ArrowRight"].includes(event.key))) return;
    const text = isText(cell);
    const before = text ? cell.value.slice(0, cell.selectionStart) : "";
    const after = text ? cell.value.slice(cell.selectionEnd) : "";
    const whole = text && cell.value && cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    const moves = {
      ArrowUp: () => !before.includes("\n") && (go(cell, -1), true),
      ArrowDown: () => !after.includes("\n") && (go(cell, 1), true),
      ArrowLeft: () => (!before || whole) && aside(cell, -1),
      ArrowRight: () => (!after || whole) && aside(cell, 1),
    };
    if (moves[event.key]?.()) event.preventDefault();
  }

  // --- figures, by the server -------------------------------------------------------------------

  let waiting;
  let running;

  function changed() {
    clearTimeout(waiting);
    waiting = setTimeout(calculate, CALCULATE_AFTER);
    draft.later();
  }

  async function calculate() {
    clearTimeout(waiting);
    running?.abort();
    running = new AbortController();
    const busy = setTimeout(() => { status.textContent = "Bezig met doorrekenen…"; }, BUSY_AFTER);
    try {
      const answer = await fetch(form.dataset.calculate, {
        method: "POST",
        body: new FormData(form),
        signal: running.signal,
        headers: { Accept: "application/json" },
      });
      if (answer.redirected || answer.status === 403) {
        loggedOut();
        return null;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      show(found);
      return found;
    } catch (error) {
      if (error.name !== "AbortError") {
        status.textContent = "Doorrekenen lukt nu niet. Wat u hebt ingevuld is in deze browser bewaard; het wordt vanzelf opnieuw geprobeerd.";
        clearTimeout(waiting);
        waiting = setTimeout(calculate, TRY_AFTER);
      }
      return null;
    } finally {
      clearTimeout(busy);
    }
  }

  // The session is over, or somebody logged in anew: the page comes back after logging in, with its draft.
  function loggedOut() {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "duo-entry__tool", textContent: "Opnieuw inloggen" });
    button.addEventListener("click", () => {
      draft.now();
      location.assign(location.pathname + location.search);
    });
    say("U bent niet meer ingelogd. Wat u hebt ingevuld is in deze browser bewaard en komt terug als u weer bent ingelogd.", button);
    status.textContent = "Doorrekenen kan pas als u weer bent ingelogd.";
  }

  function show(found) {
    for (const row of rows()) {
      const one = found.rows.find((other) => other.index === Number(row.dataset.row));
      const wrong = (one?.problems ?? []).filter((problem) => named(row, problem.field)?.value);
      const missing = (one?.problems ?? []).filter((problem) => !wrong.includes(problem));
      const labels = [...new Set(missing.map((problem) => named(row, problem.field)).filter(Boolean).map(labelOf))];
      row.querySelector("[data-errors]").replaceChildren(
        ...wrong.map((problem) => Object.assign(document.createElement("span"), { textContent: `${problem.sentence} ` })),
      );
      row.querySelector("[data-summary]").textContent =
        one?.summary || (labels.length ? `nog in te vullen: ${labels.join(", ")}` : "");
      row.classList.toggle("duo-entry__row--wrong", wrong.length > 0);
      for (const cell of cells(row)) {
        if (wrong.some((problem) => problem.field === baseOf(cell))) cell.setAttribute("aria-invalid", "true");
        else cell.removeAttribute("aria-invalid");
      }
    }
    for (const [name, text] of Object.entries(found.figures)) {
      const place = form.querySelector(`[data-figure="${name}"]`);
      if (place) place.textContent = text;
    }
    if (status.textContent !== found.status) status.textContent = found.status;
  }

  // --- the draft --------------------------------------------------------------------------------

  const draft = window.duoEntry.keepDraft(form, {
    snapshot,
    isBlank,
    say,
    bringBack(state) {
      restore(state);
      settled = snapshot();
      changed();
    },
  });

  // --- wiring -----------------------------------------------------------------------------------

  const tools = form.querySelector("[data-tools]");
  if (tools) tools.hidden = false;
  for (const button of form.querySelectorAll("[data-plain]")) button.hidden = true; // the figures follow by themselves
  const doing = {
    add: () => act(() => { const row = addRow(); cells(row)[0].focus(); }),
    duplicate: () => duplicate(lastCell?.isConnected ? lastCell : cells(rows()[0])[0]),
    undo: stepBack,
    redo: stepForward,
    keys: () => keys?.showModal(),
  };
  for (const button of form.querySelectorAll("[data-do]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      doing[button.dataset.do]();
    });
  }
  document.addEventListener("keydown", onKey);
  form.addEventListener("paste", picked.paste);
  form.addEventListener("focusin", (event) => {
    atFocus = event.target.value ?? "";
    if (rowOf(event.target)) lastCell = event.target;
  });
  form.addEventListener("change", () => settle());
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => {
    draft.now();
    setTimeout(() => say("Bezig met opslaan…"), BUSY_AFTER);
  });
  window.addEventListener("pagehide", () => draft.now());
  window.addEventListener("online", changed);
  document.querySelector("[data-focus]")?.focus();
  // The focus is in the grid again: a screen reader hears what was stored only when it comes after that.
  const told = "saved" in form.dataset && document.querySelector(".duo-messages");
  if (told) setTimeout(() => told.replaceChildren(...told.childNodes), SAY_AFTER);
  draft.start();
})();
