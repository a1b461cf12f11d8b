// Sending a workbook: say that it takes a while, and follow how far it is. Without this the pages work as well.
"use strict";

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    form.querySelector("button[type=submit]").disabled = true;
    form.querySelector("[role=status]").textContent = form.dataset.busy;
  });
}
// Coming back with the back button shows the page as it was left.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form[data-busy] button[type=submit]")) button.disabled = false;
});

const waiting = document.querySelector("[data-poll]");
if (waiting) {
  const words = waiting.querySelector("[data-poll-words]");
  const bar = waiting.querySelector("progress");
  const look = async () => {
    try {
      const answer = await fetch(waiting.dataset.poll, { headers: { Accept: "application/json" } });
      if (!answer.ok) return location.reload();
      const state = await answer.json();
      if (!state.busy) return location.reload();
      if (words.textContent !== state.words) words.textContent = state.words;
      if (bar.hasAttribute("value")) bar.value = state.stage;
    } catch {
      words.textContent = "De verbinding is even weg. Het werk gaat door.";
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
}
