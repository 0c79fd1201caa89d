// One message as a bubble.

import { tryPost } from "./api.js";
import { cityFace, h, hour, icon, sheet, size, ticks } from "./dom.js";
import { miniMap } from "./map.js";
import { sound } from "./sound.js";
import { state } from "./store.js";
import { nodes, plain, preview } from "./words.js";

/** `acts` has: menu(message, element), jump(id), place(message). */
export function bubble(message, first, acts) {
  if (message.type === "system") return h("p", { class: "note" }, message.text);
  if (message.status === "failed") {
    return h("p", { class: "note" }, `Satu pesan kota tidak sampai ke telepon ini (${message.errors?.[0]?.code || "?"}).`);
  }
  const mine = message.from === "resident";
  const gone = message.revoked;
  const kind = gone ? "" : message.media && ["image", "video"].includes(message.media.kind) ? "photo"
    : message.type === "location" ? "photo" : message.type === "sticker" ? "sticker" : "";
  const inside = h("div", { class: `bubble ${kind} ${gone ? "gone" : ""}` },
    gone ? [h("div", { class: "text" }, "Pesan ini dihapus")] : body(message, acts), meta(message, mine),
    gone ? null : offer(message, acts));
  if (!gone) inside.append(h("button", {
    type: "button", class: "more", "aria-label": "Pilihan pesan",
    onclick: (event) => acts.menu(message, event.currentTarget),
  }, icon("more")));
  const hearts = Object.values(message.reactions || {});
  if (hearts.length && !gone) inside.append(h("span", { class: "hearts" }, [...new Set(hearts)].join(" ")));
  return h("div", {
    class: `msg ${mine ? "me" : ""} ${first ? "first" : ""} ${hearts.length ? "reacted" : ""}`,
    "data-id": message.id, "data-from": message.from, "data-status": message.status,
  }, inside);
}

function body(message, acts) {
  const made = [];
  if (message.echo) made.push(h("div", { class: "tag" }, icon("person"), "dari HP petugas"));
  if (message.forwarded) made.push(h("div", { class: "tag" }, icon("forward"), "Diteruskan"));
  if (message.reply_to) made.push(quote(message.reply_to, acts));
  if (message.header) made.push(h("div", { class: "title" }, ...nodes(message.header)));
  if (message.media) made.push(medium(message));
  if (message.type === "location") made.push(...place(message.location));
  if (message.type === "contacts") made.push(...message.contacts.map(card));
  if (message.text) made.push(h("div", { class: "text" }, ...nodes(message.text)));
  else if (strange(message)) made.push(h("div", { class: "text" }, h("em", {}, strange(message))));
  if (message.footer) made.push(h("div", { class: "foot" }, message.footer));
  return made;
}

const KNOWN = ["text", "image", "video", "audio", "document", "sticker", "location", "contacts", "interactive", "button", "template"];
function strange(message) {
  if (message.type === "unsupported") return "Jajak pendapat (kota tidak dapat membacanya)";
  return KNOWN.includes(message.type) ? "" : `Pesan jenis baru: ${message.type}`;
}

function meta(message, mine) {
  return h("div", { class: "meta" },
    message.edits && !message.revoked ? h("span", {}, "diedit") : null,
    h("time", {}, hour(message.at)), mine ? ticks(message.status) : null);
}

function quote(id, acts) {
  const target = state.thread.get(id);
  const whose = target ? (target.from === "resident" ? "Anda" : cityName()) : "Pesan lama";
  return h("button", { type: "button", class: "quote", onclick: () => acts.jump(id) },
    h("b", {}, whose), h("span", {}, target ? preview(target) : "Tidak lagi tersimpan"));
}

const cityName = () => state.lines.find((l) => l.key === state.line)?.name || "Kota";

function medium(message) {
  const { kind, url, filename } = message.media;
  if (!url) return h("div", { class: "text" }, h("em", {}, "Berkas tidak lagi tersimpan"));
  if (kind === "image") {
    return h("button", { type: "button", class: "media", "aria-label": "Buka foto", onclick: () => view(url) },
      h("img", { src: url, alt: message.text || "Foto", loading: "lazy", decoding: "async" }));
  }
  if (kind === "sticker") return h("img", { src: url, alt: "Stiker" });
  if (kind === "video") return h("div", { class: "media" }, h("video", { src: url, controls: true, preload: "metadata" }));
  if (kind === "audio") return sound(url, message.id);
  const name = filename || "Dokumen";
  return h("a", { class: "file", href: plain(url) || url, target: "_blank", rel: "noopener" },
    h("span", { class: "paper" }, (name.split(".").pop() || "").slice(0, 4).toUpperCase()),
    h("span", {}, h("b", {}, name), h("small", {}, size(message.media.file_size))));
}

function view(url) {
  const made = h("dialog", { class: "viewer", "aria-label": "Foto", onclick: () => made.close() }, h("img", { src: url, alt: "" }));
  made.addEventListener("close", () => made.remove());
  document.body.append(made);
  made.showModal();
}

function place(location) {
  const [lat, lon] = [Number(location.latitude), Number(location.longitude)];
  const written = `${lat.toFixed(5).replace(".", ",")}; ${lon.toFixed(5).replace(".", ",")}`;
  return [h("div", { class: "media place" }, miniMap(state.line, lat, lon)),
    h("div", { class: "place-words" }, h("b", {}, location.name || "Lokasi"),
      h("small", {}, location.address ? `${location.address} · ` : "", written))];
}

function card(person) {
  const phone = person.phones?.[0]?.phone || "";
  return h("div", { class: "card" }, h("span", { class: "face small" }, icon("person")),
    h("span", {}, h("b", {}, person.name?.formatted_name || "Kontak"), h("small", {}, phone)));
}

function offer(message, acts) {
  if (message.list) {
    return h("div", { class: "offer" }, h("button", { type: "button", onclick: () => choose(message) },
      icon("list"), message.list.button));
  }
  if (message.from !== "city" || !message.buttons?.length) return null;
  return h("div", { class: "offer" }, message.buttons.map((one, place) => button(message, one, place, acts)));
}

function button(message, one, place, acts) {
  if (one.kind === "url") {
    return h("a", { href: plain(one.url) || "#", target: "_blank", rel: "noopener noreferrer" }, icon("link"), one.title);
  }
  if (one.kind === "phone_number") return h("a", { href: `tel:${one.phone}` }, one.title);
  const press = () => (one.kind === "location" ? acts.place(message)
    : one.kind === "flow" ? form(message, one) : tryPost("tap", { message: message.id, button: place }));
  const mark = { location: "pin", contact: "person", flow: "list" }[one.kind];
  return h("button", { type: "button", onclick: press }, mark ? icon(mark) : null, one.title);
}

function choose(message) {
  const parts = message.list.sections.flatMap((section) => [
    section.title ? h("h3", {}, section.title) : null,
    ...section.rows.map((row) => h("label", {},
      h("span", {}, row.title, row.description ? h("small", {}, row.description) : null),
      h("input", { type: "radio", name: "row", value: row.id, onchange: () => { send.disabled = false; } }))),
  ]);
  const list = h("div", { class: "sheet-body choices" }, ...parts.filter(Boolean));
  const send = h("button", {
    type: "button", class: "button strong", disabled: true,
    onclick: () => {
      tryPost("tap", { message: message.id, row: list.querySelector("input:checked").value });
      close();
    },
  }, "Kirim");
  const close = sheet(message.list.button, list, send);
}

function form(message, one) {
  const words = h("textarea", { rows: 4 });
  const send = () => { tryPost("tap", { message: message.id, flow: { answer: words.value } }); close(); };
  const close = sheet(one.title, h("div", { class: "sheet-body" }, h("label", { class: "field" }, "Jawaban Anda", words)),
    h("button", { type: "button", class: "button strong", onclick: send }, "Kirim"));
}

export function typing() {
  return h("div", { class: "msg first typing", "aria-label": "Kota sedang mengetik" },
    h("div", { class: "bubble" }, h("i"), h("i"), h("i")));
}

export { cityFace };
