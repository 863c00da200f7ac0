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
