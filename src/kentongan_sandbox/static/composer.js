// Writing: words, files, voice, and what the paper clip offers.

import { post, tryPost } from "./api.js";
import { h, icon, sheet, toast } from "./dom.js";
import { pickPlace } from "./map.js";
import { record } from "./recorder.js";
import { person, state } from "./store.js";
import { preview } from "./words.js";

const TONES = ["photo", "camera", "file", "pin", "person", "film", "smile", "puzzle"];
let field = null;
let box = null;
let [bar, row, go, empty] = [null, null, null, []];
let about = null; // {kind: "reply" | "edit", message}
const drafts = new Map();

const slot = () => `${state.line}/${state.person}`;

async function say(spec) {
  const body = { line: state.line, from: who(), type: "text", ...spec };
  if (about?.kind === "reply") body.reply_to = about.message.id;
  setAbout(null);
  return tryPost("say", body);
}

const who = () => ({ user_id: person().user_id });

async function sayFile(type, file, more = {}) {
  const form = new FormData();
  const fields = { line: state.line, from: JSON.stringify(who()), type, ...more };
  if (about?.kind === "reply") fields.reply_to = about.message.id;
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file, file.name || "rekaman");
  setAbout(null);
  return tryPost("say", form);
}

/** Made once for each chat. What is typed never leaves the page: only what stands around it changes. */
function build() {
  field = h("textarea", {
    id: "words", name: "words", rows: 1, placeholder: "Ketik pesan", "aria-label": "Pesan", autocomplete: "off", maxLength: 4096,
    oninput: () => { drafts.set(slot(), field.value); draw(); },
    onkeydown: (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && innerWidth > 760) { event.preventDefault(); send(); }
      if (event.key === "Escape") setAbout(null);
    },
    onpaste: paste,
  });
  field.value = drafts.get(slot()) || "";
  about = null;
  bar = h("div", { class: "about" });
  empty = [round("Ambil foto", "camera", () => pick("image", "image/*", true)), round("Rekam suara", "mic", voice, "round strong")];
  go = h("button", { type: "submit", class: "round strong", "aria-label": "Kirim" }, icon("send"));
  row = h("div", { class: "row" }, round("Lampirkan", "plus", attach), field, ...empty, go);
  box = h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); send(); } }, bar, row);
  draw();
  return box;
}

const round = (label, mark, onclick, kind = "round") => h("button", { type: "button", class: kind, "aria-label": label, onclick }, icon(mark));

function draw() {
  const full = field.value.trim() !== "" || about?.kind === "edit";
  bar.hidden = !about;
  if (about) {
    const title = about.kind === "edit" ? "Edit pesan" : about.message.from === "resident" ? "Balas pesan Anda" : "Balas pesan kota";
    bar.replaceChildren(h("div", {}, h("b", {}, title), h("p", {}, preview(about.message))), round("Batal", "close", () => setAbout(null)));
  }
  go.hidden = !full;
  for (const one of empty) one.hidden = full;
  field.style.height = "";
  if (field.value) field.style.height = `${Math.min(136, field.scrollHeight + 2)}px`;
}

/** Take the words out of the field; gives the way back, for what was not sent after all. */
function take() {
  const [words, kept, mine] = [field.value.trim(), slot(), field];
  mine.value = "";
  drafts.delete(kept);
  draw();
  const back = () => {
    if (drafts.get(kept)) return;
    drafts.set(kept, words);
    if (mine === field) { field.value = words; draw(); }
  };
  return { words, back };
}

async function send() {
  const editing = about?.kind === "edit" ? about.message : null;
  const { words, back } = take();
  if (!words) return;
  if (editing) setAbout(null);
  const sent = editing ? await tryPost("edit", { message: editing.id, text: words }) : await say({ text: words });
  if (!sent && !field.value) {
    if (editing) setAbout({ kind: "edit", message: editing });
    back();
  }
  field.focus();
}

function setAbout(next) {
  about = next;
  if (!box) return;
  if (next?.kind === "edit") field.value = next.message.text;
  else if (!next && field.dataset.edit) field.value = "";
  field.dataset.edit = next?.kind === "edit" ? "1" : "";
  draw();
  if (next) field.focus();
}

function paste(event) {
  const file = [...(event.clipboardData?.files || [])][0];
  if (!file) return;
  event.preventDefault();
  sayFile(kindOf(file), file);
}

const kindOf = (file) => (/^image\/(jpeg|png)$/.test(file.type) ? "image" : file.type.startsWith("video/") ? "video" : "document");

/** A photo in a kind the platform does not take becomes JPEG; large ones shrink. */
async function asJpeg(file) {
  if (/^image\/(jpeg|png)$/.test(file.type) && file.size < 5e6) return file;
  const drawn = await createImageBitmap(file);
  const share = Math.min(1, 2400 / Math.max(drawn.width, drawn.height));
  const canvas = Object.assign(document.createElement("canvas"), { width: drawn.width * share, height: drawn.height * share });
  canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
  return new File([blob], "foto.jpg", { type: "image/jpeg" });
}

function pick(type, accept, camera) {
  const chosen = h("input", { type: "file", accept, multiple: type === "image" && !camera });
  if (camera) chosen.setAttribute("capture", "environment");
  chosen.addEventListener("change", async () => {
    const caption = type === "image" ? take() : null;
    for (const file of chosen.files) {
      const kind = type === "document" && file.type.startsWith("video/") ? "video" : type;
      const ready = kind === "image" ? await asJpeg(file).catch(() => file) : file;
      const sent = await sayFile(kind, ready, caption?.words ? { caption: caption.words } : {});
      if (!sent && caption?.words) caption.back();
    }
  });
  chosen.click();
}

function attach() {
  const ways = [
    ["Foto", "photo", () => pick("image", "image/*")],
    ["Contoh foto", "camera", samplePhoto],
    ["Dokumen", "file", () => pick("document", "")],
    ["Lokasi", "pin", () => pickPlace(state.line, (location) => say({ type: "location", location }))],
    ["Kontak", "person", () => say({ type: "contacts" })],
    ["Contoh video", "film", () => say({ type: "video", media: "sample" })],
    ["Stiker", "smile", () => say({ type: "sticker", media: "sample" })],
    ["Jenis lain", "puzzle", others],
  ];
  const close = sheet("Lampirkan", h("div", { class: "sheet-body attach" }, ways.map(([name, mark, act], place) =>
    h("button", { type: "button", onclick: () => { close(); act(); } }, h("i", { class: `tone-${place}` }, icon(TONES[place] || mark)), name))));
}

async function samplePhoto() {
  const { words, back } = take();
  if (!await say({ type: "image", media: "sample", caption: words }) && words) back();
}

/** Kinds that a city must survive although it cannot read them. */
function others() {
  const kinds = [
    ["Contoh dokumen PDF", () => say({ type: "document", media: "sample" })],
    ["Contoh pesan suara", () => say({ type: "voice", media: "sample" })],
    ["Pesan teruskan", () => say({ text: "Info: besok ada pemadaman air di Jalan Gajah Mada", forwarded: true })],
    ["Jajak pendapat (tidak terbaca kota)", () => say({ type: "unsupported", kind: "poll_creation" })],
    ["Jenis yang belum dikenal siapa pun", () => say({ type: "hologram", body: { depth: 3 } })],
    ["Pesan bertanggal kemarin", () => say({ text: "Pesan ini tertahan sejak kemarin", timestamp: Math.floor(Date.now() / 1000) - 86400 })],
  ];
  const close = sheet("Jenis lain", h("div", { class: "sheet-body" }, kinds.map(([name, act]) =>
    h("button", { type: "button", class: "person add", onclick: () => { close(); act(); } }, h("span", { class: "ring" }, icon("send")), h("span", {}, name)))));
}

async function voice() {
  const taken = await record(box).catch(() => null);
  box.replaceChildren(bar, row);
  if (taken === "cancel") return;
  if (taken) await sayFile("voice", taken);
  else {
    await post("say", { line: state.line, from: who(), type: "voice", media: "sample" }).catch((wrong) => toast(wrong.message));
    toast("Mikrofon tidak tersedia, jadi contoh suara yang dikirim.");
  }
}

export const composer = {
  build,
  say,
  reply: (message) => setAbout({ kind: "reply", message }),
  edit: (message) => setAbout({ kind: "edit", message }),
};
