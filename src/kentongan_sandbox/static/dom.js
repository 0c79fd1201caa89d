// Small tools for building the page. Text only ever enters as text nodes.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  back: "M15 5l-7 7 7 7",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-8-5 16-3.5-6.5z M11.500 13.500L20 4",
  mic: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3z M5.500 11a6.500 6.500 0 0 0 13 0M12 17.500V21",
  camera: "M4 8h3.500L9 5.500h6L16.500 8H20v11H4z M12 16.500a3.300 3.300 0 1 0 0-6.600 3.300 3.300 0 0 0 0 6.600z",
  photo: "M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4M15.500 9.500h.01",
  file: "M7 3h7l4 4v14H7z M14 3v4h4M10 12h5M10 16h5",
  pin: "M12 21s-6.500-6-6.500-11a6.500 6.500 0 0 1 13 0c0 5-6.500 11-6.500 11z M12 12.200a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500",
  film: "M4 6h11v12H4z M15 10.500l5-3v9l-5-3",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M8.500 14.500c2 2.200 5 2.200 7 0M9 9.500h.01M15 9.500h.01",
  puzzle: "M9 4h6v4a2 2 0 0 1 4 0v6h-4M9 4v3a2 2 0 1 1-4 0v13h14v-4",
  reply: "M10 6L4 12l6 6M4.500 12H14c4 0 6 2.500 6 6",
  forward: "M14 6l6 6-6 6M19.500 12H10c-4 0-6 2.500-6 6",
  copy: "M8 8h11v12H8z M5 16V4h11",
  pencil: "M5 19l1-4L16.500 4.500l3 3L9 18z M14 7l3 3",
  bin: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  more: "M6 9.500l6 6 6-6",
  list: "M4 6.500h.01M8.500 6.500H20M4 12h.01M8.500 12H20M4 17.500h.01M8.500 17.500H20",
  link: "M14 5h5v5M19 5l-8 8M17 13v6H5V7h6",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  weather: "M7 17.500h9.500a3.700 3.700 0 0 0 .6-7.400A5.500 5.500 0 0 0 6.600 9.200 4.200 4.200 0 0 0 7 17.500z M13 12l-2.500 4h3L11 20.500",
  drum: "M11 3h2a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3h-2a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3z M12 7.500v9M2.500 17l3.500-2.500M21.500 17L18 14.500",
  one: "M3 8l3.500 4L13 3",
  two: "M1 8l3.500 4L11 3M9 11l.8 1L17 3",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z M8 5v3.500l2 1.500",
};

/** Build an element: h("button", {class: "x", onclick: f}, "words", otherElement). */
export function h(name, props, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && key !== "list" && typeof value !== "string") made[key] = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return made;
}

/** The same for SVG elements. */
export function s(name, props, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(props || {})) made.setAttribute(key, value);
  made.append(...children.flat().filter(Boolean));
  return made;
}

export function icon(name, box = 24) {
  return s("svg", { class: "icon", viewBox: `0 0 ${box} ${box}`, "aria-hidden": "true" },
    s("path", { d: ICONS[name] }));
}

const TICKS = { accepted: ["clock", "menunggu"], sent: ["one", "terkirim"], delivered: ["two", "sampai"], read: ["two", "sudah dibaca"] };

export function ticks(status) {
  const [name, words] = TICKS[status] || TICKS.sent;
  return s("svg", { class: `icon ticks ${status}`, viewBox: "0 0 18 15", role: "img", "aria-label": words },
    s("path", { d: ICONS[name] }));
}

export function face(person, size = "") {
  const letters = person.name.replace(/[^\p{L}\d ]/gu, "").split(/\s+/)
    .filter((w) => !/^(bu|pak|ibu|bapak|mbak|mas|koh|kak)$/i.test(w) || person.name.split(" ").length === 1)
    .map((w) => w[0]).slice(0, 2).join("").toUpperCase() || "W";
  let sum = 0;
  for (const letter of person.id) sum = (sum * 13 + letter.codePointAt(0)) % 9973;
  return h("span", { class: `face ${size} face-${sum % 8}`, "aria-hidden": "true" }, letters);
}

export function cityFace(size = "") {
  return h("span", { class: `face city ${size}`, "aria-hidden": "true" }, icon("drum"));
}

const HOUR = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("id-ID", { weekday: "long", day: "numeric", month: "long" });
const SHORT = new Intl.DateTimeFormat("id-ID", { day: "numeric", month: "numeric", year: "2-digit" });

export const hour = (at) => HOUR.format(at * 1000);

const midnight = (at) => new Date(at).setHours(0, 0, 0, 0);
const daysAgo = (at) => Math.round((midnight(Date.now()) - midnight(at * 1000)) / 86400000);

export function day(at) {
  const ago = daysAgo(at);
  return ago === 0 ? "Hari ini" : ago === 1 ? "Kemarin" : DAY.format(at * 1000);
}

export function when(at) {
  const ago = daysAgo(at);
  return ago === 0 ? hour(at) : ago === 1 ? "Kemarin" : SHORT.format(at * 1000);
}

export function size(bytes) {
  if (!bytes) return "";
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`;
}

let fading = 0;
export function toast(words) {
  const place = document.getElementById("toast");
  place.textContent = words;
  place.classList.add("on");
  clearTimeout(fading);
  fading = setTimeout(() => place.classList.remove("on"), 3600);
}

/** A bottom sheet or dialog; returns its close function. */
export function sheet(title, body, foot) {
  const close = () => made.close();
  const made = h("dialog", { class: "sheet", "aria-label": title },
    h("div", { class: "sheet-head" }, h("h2", {}, title),
      h("button", { type: "button", class: "round", "aria-label": "Tutup", onclick: close }, icon("close"))),
    body, foot && h("div", { class: "sheet-foot" }, foot));
  made.addEventListener("close", () => made.remove());
  made.addEventListener("click", (event) => { if (event.target === made) close(); });
  document.body.append(made);
  made.showModal();
  return close;
}
