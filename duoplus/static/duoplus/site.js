// Comfort only: every page works without this script.
"use strict";

// Say so when a table is wider than the screen.
const regions = document.querySelectorAll(".duo-table-region");
if (regions.length) {
  const measure = () => regions.forEach((region) => region.toggleAttribute("data-wide", region.scrollWidth > region.clientWidth + 1));
  measure();
  document.fonts.ready.then(measure);
  window.addEventListener("resize", measure);
}

// On a narrow screen the menu folds away behind a button.
const menu = document.querySelector("[data-menu]");
if (menu) {
  const toggle = menu.querySelector("[data-menu-toggle]");
  const fold = (open) => {
    toggle.setAttribute("aria-expanded", String(open));
    menu.toggleAttribute("data-folded", !open);
  };
  toggle.hidden = false;
  fold(false);
  toggle.addEventListener("click", () => fold(toggle.getAttribute("aria-expanded") !== "true"));
  // A group of the menu closes with Escape, and when something else on the page is clicked.
  const opened = () => menu.querySelector("[data-menu-more][open]");
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) opened()?.removeAttribute("open");
  });
  menu.addEventListener("keydown", (event) => {
    const group = event.key === "Escape" ? opened() : null;
    if (group) {
      group.removeAttribute("open");
      group.querySelector("summary").focus();
      return;
    }
    if (event.key === "Escape" && toggle.getAttribute("aria-expanded") === "true") {
      fold(false);
      toggle.focus();
    }
  });
}
