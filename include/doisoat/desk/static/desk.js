// The desk works without this file. With it: Airflow's theme at once, and keys for reviewers.
"use strict";

// Airflow keeps the chosen theme in localStorage; its pages and ours are of one origin.
function followTheme() {
  let chosen = null;
  try {
    chosen = localStorage.getItem("theme");
  } catch {
    // Storage may be closed to us: the browser's own preference holds.
  }
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  } else {
    delete document.documentElement.dataset.theme;
  }
}
followTheme();
window.addEventListener("storage", followTheme);

// Keys can be switched off: whoever dictates to their computer would set them off by chance.
const KEYS = "doisoat.keys";
function keysAreOff() {
  try {
    return localStorage.getItem(KEYS) === "off";
  } catch {
    return false;
  }
}
document.addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("keys");
  if (!button) return;
  const show = () => {
    button.textContent = keysAreOff() ? button.dataset.off : button.dataset.on;
  };
  button.addEventListener("click", () => {
    localStorage.setItem(KEYS, keysAreOff() ? "on" : "off");
    show();
  });
  show();
  button.hidden = false;
});

// Keys: those that the page names with aria-keyshortcuts. A radio button is chosen and focused, so that arrows move on
// from it and Enter sends the form; a link or a button is followed.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest("textarea, select, input:not([type='radio'])");
  if (typing) {
    if (event.key === "Escape") typing.blur();
    return;
  }
  if (event.key === "Enter" && event.target.matches("input[type='radio']")) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (keysAreOff()) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key; // Caps Lock may be on
  const named = document.querySelector(`[aria-keyshortcuts="${CSS.escape(key)}"]`);
  if (!named) return;
  event.preventDefault();
  named.focus();
  named.click();
});

// A form that was sent is not sent twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
  }
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
