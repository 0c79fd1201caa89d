// The drawer of trouble: every fault as a switch, the post, templates, this resident.

import { get, tryPost } from "./api.js";
import { h, icon, sheet, toast } from "./dom.js";
import { line, load, person, state, tell } from "./store.js";

const drawer = document.getElementById("drawer");
const DAY = 86400;
const CODES = [[0, "tidak ada"], [131026, "131026 tidak sampai"], [131047, "131047 di luar 24 jam"], [131056, "131056 terlalu sering"], [130429, "130429 terlalu cepat"],
  [131000, "131000 galat umum"], [131016, "131016 layanan mati"], [190, "190 token mati"], [132001, "132001 templat tidak ada"], [131053, "131053 unggah berkas"]];
const TIMES = [[0, "sekarang"], [DAY + 60, "+24 jam (jendela tutup)"], [8 * DAY, "+8 hari"], [31 * DAY, "+31 hari"]];
const NAMES = {
  duplicates: "surat dobel", shuffle: "urutan acak", batch: "surat digabung", delay_ms: "surat tertunda", http_5xx: "jawaban rusak",
  timeout_after_accept: "jawaban hilang", error_code: "kode galat", clock_forward_s: "waktu dimajukan", hold_receipts: "tanda terima ditahan",
  no_read: "tanpa centang biru", coexistence: "nomor juga di HP petugas", throughput: "kecepatan dibatasi", errors_by_webhook: "penolakan lewat status", templates: "templat tidak disetujui",
};

const faults = () => state.faults[state.line] || {};

export function stormWords() {
  const names = Object.keys(faults()).filter((name) => NAMES[name] && !(name === "error_code" && !faults().error_next));
  return names.length ? `Gangguan: ${names.map((n) => NAMES[n]).join(", ")}` : "";
}

export async function toggleWeather(force) {
  const show = force ?? drawer.hidden;
  drawer.hidden = !show;
  if (show) {
    await draw();
    drawer.querySelector("button")?.focus();
  }
}

export const redrawWeather = () => { if (!drawer.hidden) draw(); };

async function set(spec) {
  const found = await tryPost("faults", { line: state.line, ...spec });
  if (found) state.faults = found;
  tell("faults");
  redrawWeather();
}

const flip = (name, words, hint) => h("label", { class: "knob" }, h("span", {}, words, hint ? h("small", {}, hint) : null),
  h("input", { type: "checkbox", name, checked: Boolean(faults()[name]), onchange: (e) => set({ [name]: e.target.checked }) }));

function choice(name, words, options, act, current) {
  const value = current ?? faults()[name] ?? options[0][0];
  const list = options.some(([v]) => v === value) ? options : [...options, [value, `${value}`]];
  return h("label", { class: "knob" }, h("span", {}, words),
    h("select", { name, onchange: (e) => { const v = list[e.target.selectedIndex][0]; act ? act(v) : set({ [name]: v }); } },
      list.map(([v, label]) => h("option", { value: String(v), selected: v === value }, label))));
}

const counts = (word, none = "tidak") => [[0, none], [1, `1 ${word}`], [3, `3 ${word}`], [10, `10 ${word}`]];
const mini = (words, act) => h("button", { type: "button", class: "mini", onclick: act }, words);
const part = (title, hint, ...inside) => h("section", {}, h("h3", {}, title), hint ? h("p", {}, hint) : null, ...inside);

async function draw() {
  const [stats, listed] = await Promise.all([get("stats"), get("templates")]);
  state.post = stats;
  const body = drawer.querySelector(".sheet-body");
  const at = body?.scrollTop || 0;
  drawer.replaceChildren(
    h("div", { class: "sheet-head" }, h("h2", {}, "Gangguan dan uji coba"),
      h("button", { type: "button", class: "round", "aria-label": "Tutup", onclick: () => toggleWeather(false) }, icon("close"))),
    h("div", { class: "sheet-body" }, h("p", {}, `Berlaku untuk ${line().name}. Semuanya kembali normal dengan satu tombol.`),
      mini("Kembali normal", () => set({})),
      letters(stats), answers(), clock(), receipts(), phoneApp(), resident(), templates(listed.templates)));
  drawer.querySelector(".sheet-body").scrollTop = at;
}

function letters(stats) {
  const waiting = stats.waiting[state.line];
  const shaken = Object.values(stats.handshakes)[0];
  return part("Surat ke sistem kota", "Setiap pesan dan tanda terima sampai ke kota sebagai surat bersegel.",
    h("div", { class: "facts" }, "Jabat tangan", h("b", {}, shaken?.said || "–"), "Dijawab", h("b", {}, String(stats.counts.answered || 0)),
      "Menunggu dikirim ulang", h("b", {}, String(waiting.retrying)), "Tanda terima ditahan", h("b", {}, String(waiting.held))),
    waiting.retrying ? mini("Kirim ulang sekarang", async () => { await tryPost("retry", {}); draw(); }) : null,
    flip("duplicates", "Setiap surat dua kali"), flip("shuffle", "Urutan diacak"),
    choice("batch", "Gabungkan", [[0, "tidak"], [10, "10 per surat"], [100, "100 per surat"], [1000, "1.000 per surat"]]),
    choice("delay_ms", "Tunda", [[0, "tidak"], [1000, "1 detik"], [5000, "5 detik"], [30000, "30 detik"]]));
}

function answers() {
  const code = faults().error_next ? faults().error_code : 0;
  return part("Jawaban kepada kota", "Ketika kota mengirim pesan lewat API.",
    choice("http_5xx", "Rusak (503)", counts("kiriman")), choice("timeout_after_accept", "Diterima, tetapi jawabannya hilang", counts("kiriman")),
    choice("error", "Tolak kiriman berikutnya", CODES, (v) => set({ error: v ? { code: v, next: 1 } : null }), code),
    flip("errors_by_webhook", "Penolakan lewat status", "Kiriman diterima dulu, lalu gagal lewat surat"),
    choice("throughput", "Kecepatan nomor", [[0, "bawaan"], [5, "5 per detik"], [20, "20 per detik"], [1000, "1.000 per detik"]]));
}

const clock = () => part("Waktu", "Jam platform lebih maju dari jam kota: jendela 24 jam menutup, izin unduh habis.",
  choice("clock_forward_s", "Jam platform", TIMES));

const receipts = () => part("Tanda terima", null,
  flip("hold_receipts", "Tahan semua tanda terima", "Dikirim begitu sakelar dimatikan"), flip("no_read", "Warga mematikan centang biru"));

function phoneApp() {
  const on = faults().coexistence;
  return part("Nomor juga ada di HP petugas", "Petugas menjawab dari aplikasi di telepon, di samping sistem kota.",
    flip("coexistence", "Nyalakan", "20 pesan per detik"),
    on && person() ? mini("Jawab dari HP petugas", appSay) : null,
    on ? mini("Kirim riwayat lama", async () => { const made = await tryPost("history", { line: state.line }); if (made) toast(`${made.messages} pesan lama dikirim dalam ${made.letters} bagian.`); }) : null);
}

function appSay() {
  const words = h("textarea", { rows: 3 });
  const send = async () => { close(); await tryPost("app-say", { line: state.line, to: { user_id: person().user_id }, text: words.value }); };
  const close = sheet("Jawab dari HP petugas", h("div", { class: "sheet-body" }, h("label", { class: "field" }, `Kepada ${person().name}`, words)),
    h("button", { type: "button", class: "button strong", onclick: send }, "Kirim"));
  words.focus();
}

function resident() {
  const who = person();
  if (!who) return null;
  const change = async (spec) => {
    await tryPost("residents", { user_id: who.user_id, ...spec });
    await load();
    tell("people");
    draw();
  };
  const knob = (name, words, hint) => h("label", { class: "knob" }, h("span", {}, words, hint ? h("small", {}, hint) : null),
    h("input", { type: "checkbox", name, checked: who[name], onchange: (e) => change({ [name]: e.target.checked }) }));
  return part(who.name, who.phone ? `${who.phone} · ${who.user_id}` : who.user_id,
    who.phone ? h("label", { class: "knob" }, h("span", {}, "Hanya nama pengguna", h("small", {}, "Kota tidak melihat nomornya")),
      h("input", { type: "checkbox", checked: who.hide_phone, onchange: (e) => change({ hide_phone: e.target.checked, ...(who.username ? {} : { username: `warga.${who.user_id.slice(-5)}` }) }) })) : null,
    knob("undeliverable", "Tidak dapat dihubungi", "Kiriman ditolak dengan 131026"), knob("blocked", "Memblokir kota", "Pesan berhenti di satu centang"),
    h("label", { class: "knob" }, h("span", {}, "Berhenti menerima promosi", h("small", {}, "Kota diberi tahu")),
      h("input", { type: "checkbox", checked: who.marketing_stopped, onchange: async (e) => {
        await tryPost("preferences", { line: state.line, of: { user_id: who.user_id }, value: e.target.checked ? "stop" : "resume" });
        await load();
        draw();
      } })),
    mini("Ganti nomor", renumber));
}

function renumber() {
  const to = h("input", { type: "tel" });
  to.value = `+62811000${String(Math.floor(Math.random() * 90000) + 10000)}`;
  const send = async () => {
    const made = await tryPost("number-change", { of: { user_id: person().user_id }, to: to.value });
    if (!made) return;
    close();
    await load();
    tell("all");
  };
  const close = sheet("Ganti nomor", h("div", { class: "sheet-body" }, h("label", { class: "field" }, "Nomor baru", to)),
    h("button", { type: "button", class: "button strong", onclick: send }, "Ganti"));
}

const STATES = { APPROVED: "disetujui", PENDING: "ditinjau", REJECTED: "ditolak", PAUSED: "dijeda", DISABLED: "dimatikan" };

function templates(all) {
  const row = (one) => h("div", { class: "tpl" }, h("span", {}, one.name, h("small", {}, ` ${one.language} · ${one.category.toLowerCase()}`)),
    h("select", { "aria-label": `Keadaan ${one.name}`, onchange: async (e) => { await tryPost("templates", { id: one.id, status: e.target.value }); draw(); } },
      Object.entries(STATES).map(([value, words]) => h("option", { value, selected: value === one.status, disabled: value === "PENDING" }, words))));
  return part("Templat", "Pesan pembuka di luar 24 jam. Templat baru ditinjau dahulu.",
    choice("templates", "Templat baru", [["approve", "disetujui"], ["reject", "ditolak"], ["hold", "dibiarkan menunggu"]]),
    all.length ? all.map(row) : h("p", {}, "Belum ada. Templat muncul di sini setelah kota mengajukannya."));
}
