// What somebody typed and did not store yet, kept in this browser: a closed laptop loses nothing.
"use strict";

window.duoEntry = window.duoEntry ?? {};
window.duoEntry.DRAFTS = "duo-invoer|";

window.duoEntry.readDraft = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
};

// Saving any of the forms leads to a page that is told which form it was.
window.duoEntry.forgetDraft = (saved) => {
  const { DRAFTS, readDraft } = window.duoEntry;
  const names = Object.keys(localStorage).filter((name) => name.startsWith(DRAFTS));
  for (const name of names) if (readDraft(name)?.token === saved) localStorage.removeItem(name);
  history.replaceState(null, "", location.pathname + location.hash);
};

window.duoEntry.keepDraft = (form, { snapshot, isBlank, say, bringBack }) => {
  const MOST_WINDOWS = 5; // on one form at a time, each with a draft of its own
  const WAIT_FOR = 500; // milliseconds: a window that is closing has gone by then
  let draftName = window.duoEntry.DRAFTS + form.dataset.draft;
  const token = form.querySelector("[name=token]");
  const fresh = token.value;
  const opened = snapshot();
  let storing;
  let keeping = false; // not before an earlier draft has been looked at, and not after it was thrown away

  function now() {
    clearTimeout(storing);
    if (!keeping) return;
    const state = snapshot();
    try {
      if (JSON.stringify(state) === JSON.stringify(opened) && !("unsaved" in form.dataset)) localStorage.removeItem(draftName);
      else {
        const first = new Map(opened.rows.filter((row) => row.pk).map((row) => [row.pk, JSON.stringify(row)]));
        const touched = state.rows.map((row) => !row.pk || first.get(row.pk) !== JSON.stringify(row));
        localStorage.setItem(draftName, JSON.stringify({ token: token.value, state, touched }));
      }
    } catch {
      // A full or forbidden store: typing goes on without a draft.
    }
  }

  function later() {
    clearTimeout(storing);
    storing = setTimeout(now, 200);
  }

  function show(draft) {
    const mine = draft.state.rows.filter((row, place) => draft.touched[place] && !isBlank(row));
    const byId = new Map(mine.filter((row) => row.pk).map((row) => [row.pk, row]));
    const stored = opened.rows
      .filter((row) => !isBlank(row))
      .map((row) => (row.pk && byId.has(row.pk) ? { ...byId.get(row.pk), "#": row["#"] } : row));
    const known = new Set(stored.map((row) => row.pk).filter(Boolean));
    const added = mine.filter((row) => !row.pk || !known.has(row.pk)).map((row) => ({ ...row, "#": "" }));
    const blanks = opened.rows.filter(isBlank).slice(0, 3);
    token.value = draft.token;
    bringBack({ rows: [...stored, ...added, ...blanks], top: draft.state.top });
    const away = Object.assign(document.createElement("button"), { type: "button", className: "duo-entry__tool", textContent: "Concept weggooien" });
    away.addEventListener("click", () => {
      keeping = false;
      localStorage.removeItem(draftName);
      location.replace(location.pathname);
    });
    say("Wat u hier eerder invulde en nog niet opsloeg, is teruggezet. Het is nog niet opgeslagen.", away);
  }

  // The answer to saving may never have come: then only the server knows that it was stored.
  async function isStored(draft) {
    const question = new FormData();
    question.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    question.set("token", draft.token);
    try {
      const answer = await fetch(form.dataset.calculate, { method: "POST", body: question });
      return answer.ok && !answer.redirected && (await answer.json()).stored;
    } catch {
      return false;
    }
  }

  // A window keeps its place as long as it is open; the answer is whether it could be had.
  function hold(name) {
    return new Promise((answer) => {
      const forever = () => {
        answer(true);
        return new Promise(() => {});
      };
      navigator.locks.request(name, { signal: AbortSignal.timeout(WAIT_FOR) }, forever).catch(() => answer(false));
    });
  }

  // Find the draft of a window that is closed now, else a place of our own. Return whether others are at work here.
  async function takePlace() {
    if (!navigator.locks) return false;
    const places = Array.from({ length: MOST_WINDOWS }, (_, number) => (number ? `${draftName}|${number + 1}` : draftName));
    const left = places.filter((name) => localStorage.getItem(name) !== null);
    let others = false;
    for (const name of new Set([...left, ...places])) {
      if (await hold(name)) {
        draftName = name;
        break;
      }
      others = true;
    }
    return others;
  }

  async function start() {
    if ("saved" in form.dataset) window.duoEntry.forgetDraft(form.dataset.saved);
    const others = await takePlace();
    if (others) say("Dit formulier is ook open in een ander venster. Wat u daar invult en nog niet opsloeg, staat hier niet.");
    const found = !("unsaved" in form.dataset) && window.duoEntry.readDraft(draftName);
    if (found) show(found);
    keeping = true;
    now();
    if (found && (await isStored(found))) {
      token.value = fresh;
      bringBack(opened);
      say("");
      now();
    }
  }

  return { start, later, now };
};
