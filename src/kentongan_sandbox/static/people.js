// The left pane: cities, residents, and the mood of the post.

import { tryPost } from "./api.js";
import { face, h, icon, sheet, ticks, when } from "./dom.js";
import { key, load, open, state, tell, visible } from "./store.js";
import { preview } from "./words.js";

export function drawLines() {
  document.getElementById("lines").replaceChildren(...state.lines.map((one) =>
    h("button", {
      type: "button", role: "radio", "data-line": one.key,
      "aria-checked": String(one.key === state.line),
      onclick: () => open(one.key, innerWidth > 760 ? first(one.key) : ""),
    }, one.name.replace(/^Kota /, ""))));
}

const first = (lineKey) => inOrder(lineKey)[0]?.id || "";

function inOrder(lineKey) {
  const told = (p) => state.chats.get(key(lineKey, p.id));
  return [...state.people.values()]
    .filter((p) => told(p)?.last || p.home === lineKey || !p.home)
    .map((p, place) => ({ p, place, at: told(p)?.last?.at || 0 }))
    .sort((a, b) => b.at - a.at || a.place - b.place)
    .map((one) => one.p);
}

export function drawPeople() {
  const rows = inOrder(state.line).map(row);
  document.getElementById("people").replaceChildren(
    h("p", { class: "people-title" }, "Anda menjadi siapa?"), ...rows,
    h("button", { type: "button", class: "person add", onclick: newcomer },
      h("span", { class: "ring" }, icon("plus")), h("span", {}, "Warga baru")));
}

function row(one) {
  const talk = state.chats.get(key(state.line, one.id));
  const last = talk?.last && visible(talk.last) ? talk.last : null;
  const unread = talk?.unread > 0 && one.id !== state.person;
  return h("button", {
    type: "button", class: `person ${unread ? "fresh" : ""}`, "data-person": one.id,
    "aria-current": String(one.id === state.person),
    onclick: () => { document.getElementById("app").dataset.screen = "chat"; open(state.line, one.id); },
  },
  face(one),
  h("span", { class: "name" }, one.name, one.username ? h("small", {}, ` @${one.username}`) : ""),
  h("span", { class: "when" }, last ? when(last.at) : ""),
  h("span", { class: "last" },
    last?.from === "resident" && !last.revoked ? ticks(last.status) : null,
    h("span", {}, last ? preview(last) : one.about || one.phone || "")),
  unread ? h("span", { class: "count", "aria-label": `${talk.unread} belum dibaca` }, String(talk.unread)) : null);
}

export function drawPost() {
  const foot = document.getElementById("post");
  const mood = state.post;
  if (!mood) return;
  const shaken = Object.values(mood.handshakes).every((s) => s.ok);
  const late = Object.values(mood.waiting).reduce((sum, w) => sum + w.retrying, 0);
  const words = late ? [h("b", {}, `${late} surat`), " menunggu kota menjawab"]
    : shaken ? ["Tersambung dengan ", h("b", {}, "sistem kota")]
      : ["Sistem kota ", h("b", {}, "belum menjawab")];
  foot.replaceChildren(h("button", { type: "button", onclick: () => tell("weather") },
    h("span", { class: `lamp ${late || !shaken ? "wait" : ""}` }), h("span", {}, ...words)));
}

function newcomer() {
  const name = h("input", { name: "name", autocomplete: "off", placeholder: "Misalnya: Bu Lestari", maxLength: 60 });
  const phone = h("input", { name: "phone", type: "tel", autocomplete: "off", placeholder: "+62 811 …" });
  const only = h("input", { type: "checkbox" });
  phone.value = `+62811000${String(Math.floor(Math.random() * 90000) + 10000)}`;
  const save = async () => {
    const called = name.value.trim() || "Warga";
    const nick = `${called.toLowerCase().replace(/[^a-z0-9]+/g, ".").replace(/^\.|\.$/g, "")}.${Math.floor(Math.random() * 900) + 100}`;
    const who = only.checked ? { username: nick, hide_phone: true } : { phone: phone.value };
    const made = await tryPost("residents", { ...who, name: called, home: state.line });
    if (!made) return;
    close();
    await load();
    document.getElementById("app").dataset.screen = "chat";
    await open(state.line, made.id);
    tell("people");
  };
  const close = sheet("Warga baru", h("div", { class: "sheet-body" },
    h("label", { class: "field" }, "Nama", name),
    h("label", { class: "field" }, "Nomor telepon", phone),
    h("label", { class: "knob" }, h("span", {}, "Tanpa nomor, hanya nama pengguna",
      h("small", {}, "Kota tidak melihat nomor teleponnya")), only)),
  h("button", { type: "button", class: "button strong", onclick: save }, "Tambahkan"));
  name.focus();
}
