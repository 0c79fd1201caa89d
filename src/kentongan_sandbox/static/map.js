// A map without a network: a grid, names, water, and a pin that can be dragged.

import { h, icon, s, sheet } from "./dom.js";
import { city } from "./places.js";

const UNIT = 100000; // board units per degree: about one metre each

const point = (lat, lon) => [Math.round(lon * UNIT), Math.round(-lat * UNIT)];
/** A smooth line through the points: each inner point is rounded by a quadratic curve. */
function line(path) {
  const at = path.map(([lat, lon]) => point(lat, lon));
  const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2].join(" ");
  const curves = at.slice(1, -1).map((p, place) => `Q${p.join(" ")} ${middle(p, at[place + 2])}`);
  return `M${at[0].join(" ")}${curves.join("")}L${at.at(-1).join(" ")}`;
}

/** Everything but the pin, drawn around a centre; `scale` is board units per pixel. */
function board(key, lat, lon, width, height, scale) {
  const [x, y] = point(lat, lon);
  const [left, top] = [x - (width * scale) / 2, y - (height * scale) / 2];
  const box = [left, top, width * scale, height * scale];
  const drawn = city(key);
  const text = (cls, name, at, size) => {
    const [tx, ty] = point(at[0], at[1]);
    return s("text", { class: cls, x: tx, y: ty, "font-size": size * scale }, document.createTextNode(name));
  };
  const parts = [s("rect", { class: "m-land", x: left - 9e5, y: top - 9e5, width: 2e6, height: 2e6 }), ...grid(left, top, box[2], box[3], scale)];
  if (drawn.sea) parts.push(s("path", { class: "m-sea", d: `${line(drawn.sea.path)}Z` }), text("m-river", drawn.sea.name, drawn.sea.label, 14));
  for (const river of drawn.rivers) {
    parts.push(s("path", { class: "m-water", d: line(river.path), "stroke-width": river.wide * UNIT }));
    parts.push(text("m-river", river.name, river.label, 12));
  }
  if (scale < 19) drawn.villages.forEach(([name, la, lo]) => parts.push(text("m-kel", name, [la, lo], 11)));
  drawn.districts.forEach(([name, la, lo]) => parts.push(text("m-kec", name, [la, lo], 12.5)));
  drawn.known.forEach(([name, la, lo]) => {
    const [cx, cy] = point(la, lo);
    parts.push(s("circle", { class: "m-dot", cx, cy, r: 3.2 * scale }));
    if (scale < 15) parts.push(s("text", { class: "m-known", x: cx + 7 * scale, y: cy + 4 * scale, "font-size": 11 * scale }, document.createTextNode(name)));
  });
  return s("svg", { class: "board", viewBox: box.join(" "), preserveAspectRatio: "xMidYMid slice", "aria-hidden": "true" }, parts);
}

function grid(left, top, width, height, scale) {
  const step = scale > 20 ? 2000 : scale > 6 ? 1000 : 500;
  const made = [];
  for (let x = Math.floor((left - width) / step) * step; x < left + width * 2; x += step) made.push(rule(x, top - height, x, top + height * 2, scale));
  for (let y = Math.floor((top - height) / step) * step; y < top + height * 2; y += step) made.push(rule(left - width, y, left + width * 2, y, scale));
  return made;
}

const rule = (x1, y1, x2, y2, scale) => s("line", { class: "m-grid", x1, y1, x2, y2, "stroke-width": scale });

function pin(lat, lon, scale) {
  const [x, y] = point(lat, lon);
  return s("g", { transform: `translate(${x} ${y}) scale(${scale})`, class: "m-mark" },
    s("ellipse", { class: "m-shade", cx: 0, cy: 1, rx: 8, ry: 3.5 }),
    s("path", { class: "m-pin", d: "M0 0C-3-8-12-13-12-23a12 12 0 0 1 24 0C12-13 3-8 0 0z" }),
    s("circle", { class: "m-eye", cx: 0, cy: -23, r: 4.5 }));
}

export function miniMap(key, lat, lon) {
  const made = board(key, lat + 0.0007, lon, 300, 150, 11);
  made.append(pin(lat, lon, 11));
  return made;
}

/** Let the person choose a place; `chosen({latitude, longitude, name?})`. */
export function pickPlace(key, chosen) {
  const drawn = city(key);
  const spot = { lat: drawn.centre[0], lon: drawn.centre[1], name: "" };
  const view = { lat: spot.lat, lon: spot.lon, scale: drawn.scale || 17 };
  const holder = h("div", { class: "map" });
  const words = h("p", { class: "coords" });
  const zoom = (by) => { view.scale = Math.min(48, Math.max(2, view.scale * by)); draw(); };
  const buttons = h("div", { class: "zoom" },
    h("button", { type: "button", "aria-label": "Perbesar", onclick: () => zoom(0.62) }, icon("plus")),
    h("button", { type: "button", "aria-label": "Perkecil", onclick: () => zoom(1.6) }, icon("minus")));
  const hint = h("span", { class: "hint" }, "Ketuk peta atau geser pin · peta sederhana");

  function draw() {
    const made = board(key, view.lat, view.lon, holder.clientWidth || 440, holder.clientHeight || 340, view.scale);
    made.append(pin(spot.lat, spot.lon, view.scale));
    holder.replaceChildren(made, buttons, hint);
    const written = [spot.lat, spot.lon].map((n) => n.toFixed(5).replace(".", ",")).join("; ");
    words.replaceChildren(spot.name ? h("b", {}, `${spot.name} · `) : "", written);
  }
  function put(lat, lon, name = "") {
    Object.assign(spot, { lat, lon, name });
    draw();
  }
  steer(holder, view, spot, put, draw);
  const presets = h("div", { class: "presets" }, drawn.known.map(([name, lat, lon]) =>
    h("button", { type: "button", onclick: () => { Object.assign(view, { lat, lon, scale: 12 }); put(lat, lon, name); } }, name)));
  const send = h("button", { type: "button", class: "button strong", onclick: () => {
    close();
    chosen({ latitude: Number(spot.lat.toFixed(6)), longitude: Number(spot.lon.toFixed(6)), ...(spot.name ? { name: spot.name } : {}) });
  } }, "Kirim lokasi ini");
  const close = sheet("Kirim lokasi", h("div", {}, holder, presets, words), send);
  draw();
}

/** Pointer handling: drag the pin, drag the ground, tap to put the pin there. */
function steer(holder, view, spot, put, draw) {
  let held = null;
  const degrees = (pixels) => (pixels * view.scale) / UNIT;
  const under = (event) => {
    const box = holder.getBoundingClientRect();
    return [view.lat - degrees(event.clientY - box.top - box.height / 2), view.lon + degrees(event.clientX - box.left - box.width / 2)];
  };
  holder.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button")) return;
    holder.setPointerCapture(event.pointerId);
    held = { pin: Boolean(event.target.closest(".m-mark")), x: event.clientX, y: event.clientY, lat: view.lat, lon: view.lon, from: { ...spot }, moved: false };
  });
  holder.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    held.moved ||= Math.hypot(dx, dy) > 5;
    if (!held.moved) return;
    if (held.pin) return put(held.from.lat - degrees(dy), held.from.lon + degrees(dx));
    view.lat = held.lat + degrees(dy);
    view.lon = held.lon - degrees(dx);
    draw();
  });
  holder.addEventListener("pointerup", (event) => {
    if (held && !held.moved && !held.pin) put(...under(event));
    held = null;
  });
  holder.addEventListener("pointercancel", () => { held = null; });
  holder.addEventListener("wheel", (event) => {
    event.preventDefault();
    view.scale = Math.min(48, Math.max(2, view.scale * (event.deltaY > 0 ? 1.15 : 0.87)));
    draw();
  }, { passive: false });
}
