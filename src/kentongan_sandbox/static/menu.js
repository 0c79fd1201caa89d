// What can be done with one message: react, reply, copy, edit, delete.

import { tryPost } from "./api.js";
import { h, icon, sheet, toast } from "./dom.js";
import { state } from "./store.js";
import { preview } from "./words.js";

const FACES = ["👍", "🙏", "❤️", "😢", "😮"];
const EDITABLE = ["text", "image", "video", "document"];
const LONG_PRESS = 480; // milliseconds
const SWIPE = 64; // pixels

export function openMenu(message, at, composer) {
  const veil = h("div", { class: "veil", onclick: close });
  const done = (act) => () => { close(); act(); };
  const mine = message.from === "resident";
  const row = (mark, words, act, cls = "") => h("button", { type: "button", class: cls, role: "menuitem", onclick: done(act) }, icon(mark), words);
  const reacted = message.reactions?.resident;
  const menu = h("div", { class: "menu", role: "menu" },
    mine ? null : h("div", { class: "faces" }, FACES.map((one) => h("button", {
      type: "button", "aria-label": `Beri ${one}`, onclick: done(() => tryPost("react", { message: message.id, emoji: reacted === one ? "" : one })),
    }, one))),
    row("reply", "Balas", () => composer.reply(message)),
    message.text ? row("copy", "Salin", () => copy(message.text)) : null,
    mine && EDITABLE.includes(message.type) ? row("pencil", "Edit", () => composer.edit(message)) : null,
    mine ? row("bin", "Hapus untuk semua", () => confirmGone(message), "bad") : null);
  function close() {
    veil.remove();
    menu.remove();
    document.removeEventListener("keydown", escape);
  }
  const escape = (event) => { if (event.key === "Escape") close(); };
  document.addEventListener("keydown", escape);
  document.body.append(veil, menu);
  placeNear(menu, at);
  menu.querySelector("button").focus({ preventScroll: true });
}

function placeNear(menu, at) {
  const box = at instanceof Element ? at.getBoundingClientRect() : { left: at.x, right: at.x, top: at.y, bottom: at.y };
  const left = Math.min(Math.max(8, box.right - menu.offsetWidth), innerWidth - menu.offsetWidth - 8);
  const below = box.bottom + menu.offsetHeight + 8 < innerHeight;
  menu.style.left = `${left}px`;
  menu.style.top = `${below ? box.bottom + 4 : Math.max(8, box.top - menu.offsetHeight - 4)}px`;
}

function copy(text) {
  navigator.clipboard?.writeText(text).then(() => toast("Tersalin"), () => toast("Peramban ini tidak mengizinkan salin."));
}

function confirmGone(message) {
  const yes = () => { close(); tryPost("revoke", { message: message.id }); };
  const close = sheet("Hapus untuk semua?", h("div", { class: "sheet-body" }, h("p", {}, `“${preview(message)}”`)),
    [h("button", { type: "button", class: "button", onclick: () => close() }, "Batal"),
      h("button", { type: "button", class: "button strong", onclick: yes }, "Hapus")]);
}

/** Long press and right click open the menu; a swipe to the right replies. */
export function watchTouches(thread, menu, reply) {
  let held = null;
  const found = (event) => state.thread.get(event.target.closest(".msg")?.dataset.id);
  thread.addEventListener("contextmenu", (event) => {
    const message = found(event);
    if (!message || message.revoked || event.target.closest("a, video")) return;
    event.preventDefault();
    if (!held?.opened) menu(message, { x: event.clientX, y: event.clientY });
  });
  thread.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    const message = found(event);
    if (!message || message.revoked) return;
    held = { message, x: event.clientX, y: event.clientY, row: event.target.closest(".msg") };
    held.timer = setTimeout(() => { held.opened = true; menu(message, { x: held.x, y: held.y }); }, LONG_PRESS);
  });
  thread.addEventListener("pointermove", (event) => {
    if (!held || held.opened) return;
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    if (Math.hypot(dx, dy) > 10) clearTimeout(held.timer);
    if (dx > 10 && dx > Math.abs(dy)) held.row.style.transform = `translateX(${Math.min(dx, SWIPE + 16)}px)`;
  });
  const end = (event) => {
    if (!held) return;
    clearTimeout(held.timer);
    held.row.style.transform = "";
    if (!held.opened && event.type === "pointerup" && event.clientX - held.x > SWIPE) reply(held.message);
    held = null;
  };
  thread.addEventListener("pointerup", end);
  thread.addEventListener("pointercancel", end);
}
