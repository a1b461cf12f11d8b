// Writing a block of a document: an example while you type, a list of amounts after `[[`, and a draft in this browser.
"use strict";

(() => {
  const saved = document.querySelector("[data-saved]");
  if (saved) window.duoEntry.forgetDraft(saved.dataset.saved);
  const form = document.querySelector("form[data-edit]");
  if (!form) return;

  const PAUSE = 350; // milliseconds without typing before the server is asked
  const texts = [...form.querySelectorAll("textarea[data-markdown]")];

  // --- the example ------------------------------------------------------------------------------

  const example = document.querySelector("[data-example]");
  let drawing;
  let asked = 0;

  async function draw() {
    const mine = ++asked;
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
      if (!answer.ok || answer.redirected || mine !== asked) return;
      const { html } = await answer.json();
      if (mine !== asked) return;
      example.querySelector("[data-example-text]").replaceChildren(document.createRange().createContextualFragment(html));
      example.hidden = false;
    } catch {
      // No connection: typing goes on, and the draft is kept.
    }
  }

  function drawLater() {
    if (!example) return;
    clearTimeout(drawing);
    drawing = setTimeout(draw, PAUSE);
  }

  for (const button of form.querySelectorAll("[data-plain]")) button.hidden = true; // the example follows by itself

  // --- the draft --------------------------------------------------------------------------------

  const notice = form.querySelector("[data-notice]");
  const KEPT = new Set(["csrfmiddlewaretoken", "token", "kind"]);

  // One row, as the grids have many: what is filled in, by name. The version goes with it, so that a draft of an
  // older version is not taken for one that saw the newer.
  function snapshot() {
    const row = { pk: "block", "#": "1" };
    for (const field of form.elements) {
      if (!field.name || KEPT.has(field.name) || field.type === "submit") continue;
      row[field.type === "checkbox" ? `${field.name}=${field.value}` : field.name] = field.type === "checkbox" ? field.checked : field.value;
    }
    return { rows: [row], top: {} };
  }

  function bringBack({ rows: [row] }) {
    for (const field of form.elements) {
      if (!field.name || KEPT.has(field.name) || field.type === "submit") continue;
      const value = row[field.type === "checkbox" ? `${field.name}=${field.value}` : field.name];
      if (value === undefined) continue;
      if (field.type === "checkbox") field.checked = value;
      else field.value = value;
    }
    drawLater();
  }

  function say(text, button) {
    notice.replaceChildren(text, ...(button ? [" ", button] : []));
  }

  const draft = window.duoEntry.keepDraft(form, { snapshot, bringBack, say, isBlank: () => false });
  form.addEventListener("input", () => { draft.later(); drawLater(); });
  form.addEventListener("submit", () => draft.now());
  window.addEventListener("pagehide", () => draft.now());
  draft.start();
  if ([...form.querySelectorAll("textarea, select")].some((field) => field.value)) draw();

  // --- what is pasted ---------------------------------------------------------------------------

  const BULLET = /^\s*(?:[-*•·▪●◦‣\uf0b7]|\d+[.)]|[o–](?=\t))\s+/;

  // A word processor ends each paragraph with one new line; here a paragraph ends with an empty one, except in a list.
  function paragraphs(pasted) {
    const lines = pasted.split(/\r\n|\r|\n/).map((line) => line.trimEnd()).filter(Boolean);
    const tight = (at) => BULLET.test(lines[at - 1]) && BULLET.test(lines[at]);
    return lines.map((line, at) => (at ? (tight(at) ? "\n" : "\n\n") : "") + line).join("");
  }

  function paste(event) {
    const clipboard = event.clipboardData;
    const pasted = clipboard.getData("text/plain");
    const marked = clipboard.getData("text/html");
    if (!pasted && clipboard.files.length) {
      event.preventDefault();
      say("Een afbeelding kan niet in een tekst. Voeg een stuk met een tabel of grafiek toe, of beschrijf wat er te zien is.");
    }
    if (marked.includes("<table")) say("De tabel is als gewone tekst geplakt. Voor cijfers uit de begroting is er een stuk van de soort tabel.");
    if (!marked || !/\S[\r\n]+\S/.test(pasted)) return;
    event.preventDefault();
    // The only way to put text in a field so that it can be undone.
    document.execCommand("insertText", false, paragraphs(pasted));
  }

  for (const text of texts) text.addEventListener("paste", paste);

  // --- the amounts ------------------------------------------------------------------------------

  const OPEN = /\[\[([^[\]\n]{0,100})$/;

  for (const [place, text] of texts.entries()) {
    const list = Object.assign(document.createElement("ul"), { id: `verwijzingen-${place}`, className: "duo-edit__list", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Bedragen uit de begroting");
    const told = Object.assign(document.createElement("p"), { className: "duo-spoken" });
    told.setAttribute("role", "status");
    text.after(list, told);
    text.setAttribute("aria-autocomplete", "list");
    text.setAttribute("aria-controls", list.id);
    let found = [];
    let chosen = -1;
    let waiting;
    let question = 0;

    const before = () => OPEN.exec(text.value.slice(0, text.selectionStart));

    function close() {
      question += 1;
      clearTimeout(waiting);
      list.hidden = true;
      chosen = -1;
      text.removeAttribute("aria-activedescendant");
    }

    function choose(index) {
      chosen = (index + found.length) % found.length;
      for (const [at, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(at === chosen));
      text.setAttribute("aria-activedescendant", list.children[chosen].id);
      list.children[chosen].scrollIntoView({ block: "nearest" });
    }

    function take(index) {
      const open = before();
      if (!open) return close();
      const start = text.selectionStart - open[1].length;
      const closing = text.value.startsWith("]]", text.selectionStart) ? 2 : 0;
      text.focus();
      text.setRangeText(`${found[index].source}]]`, start, text.selectionStart + closing, "end");
      close();
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function item(one, at) {
      const row = Object.assign(document.createElement("li"), { id: `${list.id}-${at}`, className: "duo-edit__option" });
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      const label = Object.assign(document.createElement("span"), { className: "duo-edit__option-label", textContent: one.label });
      const amount = Object.assign(document.createElement("span"), { className: "duo-edit__option-amount", textContent: one.shown });
      const where = Object.assign(document.createElement("span"), { className: "duo-edit__option-place", textContent: one.place });
      row.append(label, " ", amount, " ", where);
      row.addEventListener("mousedown", (event) => { event.preventDefault(); take(at); });
      return row;
    }

    async function offer(words) {
      const mine = ++question;
      try {
        const answer = await fetch(`${form.dataset.references}?q=${encodeURIComponent(words)}`);
        if (!answer.ok || answer.redirected) return;
        const { references } = await answer.json();
        if (mine !== question || !before()) return;
        found = references;
        list.replaceChildren(...found.map(item));
        list.hidden = !found.length;
        told.textContent = found.length ? `${found.length} voorstellen. Kies met de pijltjes en Enter.` : "Geen voorstellen.";
        if (found.length) choose(0);
        else close();
      } catch {
        close();
      }
    }

    text.addEventListener("input", () => {
      const open = before();
      if (!open) return list.hidden ? clearTimeout(waiting) : close();
      clearTimeout(waiting);
      waiting = setTimeout(() => offer(open[1]), PAUSE / 2);
    });
    text.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      const doing = {
        ArrowDown: () => choose(chosen + 1),
        ArrowUp: () => choose(chosen - 1),
        Enter: () => take(chosen),
        Escape: close,
      }[event.key];
      if (!doing) return;
      event.preventDefault();
      doing();
    });
    text.addEventListener("blur", close);
  }
})();
