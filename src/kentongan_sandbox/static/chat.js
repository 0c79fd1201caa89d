// The right pane: who is talked to, the thread, the way down.

import { tryPost } from "./api.js";
import { bubble, typing } from "./bubble.js";
import { composer } from "./composer.js";
import { cityFace, day, face, h, icon } from "./dom.js";
import { pickPlace } from "./map.js";
import { openMenu, watchTouches } from "./menu.js";
import { chat, line, now, open, person, readIfSeen, state, tell, visible } from "./store.js";
import { stormWords } from "./weather.js";

const IDEAS = {
  pontianak: ["Min, lampu jalan di gang kami mati sudah dua minggu", "Assalamualaikum, air PDAM keruh di Siantan Hilir", "Tolong! Pohon tumbang kena kabel di Jalan Ahmad Yani"],
  bandarlampung: ["Min, jalan depan pasar berlubang, motor banyak yang jatuh", "Sampah di Teluk Betung sudah seminggu belum diangkut", "Bagaimana cara mengurus KTP yang hilang?"],
};

const root = document.getElementById("chat");
let thread = null;
let wall = null;
let under = true;
let spoken = 0; // the newest own message on the screen: one's own words are always shown

const acts = {
  menu: (message, at) => openMenu(message, at, composer),
  jump,
  place: (message) => pickPlace(state.line, (location) => tryPost("tap", { message: message.id, location })),
};

let shown = "";

/** The chat of whoever is looked at. One that stands there already keeps its composer, with what is
 * typed in it and the finger that is on it. */
export function drawChat() {
  const who = person();
  const wanted = who ? `${state.line}/${who.id}` : "";
  if (wanted && wanted === shown) {
    drawHead();
    drawThread();
    return;
  }
  shown = wanted;
  if (!who) {
    root.replaceChildren(h("div", { class: "wall" }, h("div", { class: "thread" }, h("div", { class: "empty" },
      cityFace(), h("h2", {}, "Pilih seorang warga"),
      h("p", {}, "Jadilah warga sebentar: tulis ke kota Anda, lalu lihat apa yang terjadi di meja petugas.")))));
    thread = null;
    return;
  }
  thread = h("div", { class: "thread", id: "thread", role: "log", "aria-label": "Pesan", tabIndex: 0 });
  const down = h("button", { type: "button", class: "round down", "aria-label": "Ke pesan terbaru", hidden: true, onclick: toEnd }, icon("more"));
  thread.addEventListener("scroll", () => {
    under = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
    down.hidden = under;
  });
  watchTouches(thread, acts.menu, (message) => composer.reply(message));
  wall = h("div", { class: "wall" }, thread, down);
  root.replaceChildren(h("div", { class: "chat-head", id: "chat-head" }), h("div", { id: "strip" }), wall, composer.build());
  made = new Map();
  drawHead();
  under = true;
  drawThread();
}

export function drawHead() {
  const head = document.getElementById("chat-head");
  if (!head || !person()) return;
  const busy = (chat()?.typing_until || 0) > now();
  head.replaceChildren(
    h("button", { type: "button", class: "round back", "aria-label": "Kembali ke daftar warga", onclick: goBack }, icon("back")),
    cityFace("small"),
    h("div", { class: "who" }, h("b", {}, line().name), h("span", { class: busy ? "typing" : "" }, busy ? "sedang mengetik…"
      : [h("span", { class: "wide" }, line().phone), h("span", { class: "narrow" }, `Anda: ${person().name}`)])),
    h("span", { class: "as" }, face(person(), "tiny"), h("span", { class: "wide" }, "sebagai ", h("b", {}, person().name))));
  const words = stormWords();
  document.getElementById("strip").replaceChildren(words ? h("button", { type: "button", class: "strip", onclick: () => tell("weather") },
    icon("weather"), h("span", {}, words), h("u", {}, "Ubah")) : "");
}

function goBack() {
  document.getElementById("app").dataset.screen = "people";
  open(state.line, "");
}

export function drawThread() {
  if (!thread) return;
  const messages = [...state.thread.values()].filter(visible).sort((a, b) => a.n - b.n);
  const own = messages.findLast((m) => m.from === "resident")?.n || 0;
  const stay = under || own > spoken ? null : thread.scrollTop;
  spoken = own;
  const rows = [];
  let [today, side] = ["", ""];
  for (const message of messages) {
    const date = day(message.at);
    if (date !== today) {
      rows.push(dated(date));
      [today, side] = [date, ""];
    }
    rows.push(kept(message, side !== message.from));
    side = message.type === "system" ? "" : message.from;
  }
  if ((chat()?.typing_until || 0) > now()) rows.push(typing());
  place(rows.length ? rows : [welcome()]);
  if (stay === null) toEnd();
  else thread.scrollTop = stay;
  settle();
}

const dates = new Map();
function dated(date) {
  if (!dates.has(date)) dates.set(date, h("p", { class: "day" }, date));
  return dates.get(date);
}

let made = new Map();
/** The bubble of a message: the old one while nothing about it changed. */
function kept(message, first) {
  const mark = JSON.stringify([message, first, Boolean(message.reply_to && state.thread.get(message.reply_to))]);
  const old = made.get(message.id);
  if (old?.mark === mark) return old.row;
  const row = bubble(message, first, acts);
  made.set(message.id, { mark, row });
  return row;
}

/** Put the rows in place and touch only what differs, so that sound, focus and menus stay. */
function place(rows) {
  const wanted = new Set(rows);
  for (const old of [...thread.children]) if (!wanted.has(old)) old.remove();
  rows.forEach((row, at) => { if (thread.children[at] !== row) thread.insertBefore(row, thread.children[at] || null); });
}

/** Pictures that load later must not push the newest words out of sight. */
function settle() {
  const keep = under;
  thread.querySelectorAll("img, video").forEach((one) =>
    ["load", "loadedmetadata"].forEach((name) => one.addEventListener(name, () => { if (keep && under) toEnd(); }, { once: true })));
}

function welcome() {
  const who = person();
  return h("div", { class: "empty" }, face(who),
    h("h2", {}, `Anda sekarang ${who.name}`),
    h("p", {}, who.about ? `${who.about}. ` : "", `Tulis sesuatu kepada ${line().name}, atau mulai dengan salah satu ini:`),
    h("div", { class: "ideas" }, (IDEAS[state.line] || IDEAS.pontianak).map((words) =>
      h("button", { type: "button", onclick: () => composer.say({ text: words }) }, words))));
}

function toEnd() {
  thread.scrollTop = thread.scrollHeight;
  under = true;
}

function jump(id) {
  const target = thread?.querySelector(`[data-id="${CSS.escape(id)}"]`);
  if (!target) return;
  target.scrollIntoView({ block: "center", behavior: "smooth" });
  target.classList.add("flash");
  setTimeout(() => target.classList.remove("flash"), 1200);
}

let quiet = 0;
/** News about the open chat: typing begins or has run out. */
export function drawMood() {
  drawHead();
  const until = (chat()?.typing_until || 0) - now();
  clearTimeout(quiet);
  if (until > 0) quiet = setTimeout(() => { drawHead(); drawThread(); }, until * 1000 + 100);
  drawThread();
}

document.addEventListener("visibilitychange", readIfSeen);
