/* Public pages work without this. It only saves a second sending and shows chosen files. */
"use strict";
document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("button:not([type=button])");
  if (!button || event.defaultPrevented) return;
  setTimeout(() => { button.disabled = true; }, 0);
  setTimeout(() => { button.disabled = false; }, 8000);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("button[disabled]").forEach((button) => { button.disabled = false; });
});
