// Playing a voice note.

import { h, icon, s } from "./dom.js";

const BARS = 34;
let playing = null;

export function sound(url, id) {
  const player = new Audio();
  player.preload = "metadata";
  player.src = url;
  const bars = waves(id);
  const time = h("time", {}, "0:00");
  const knob = h("button", { type: "button", "aria-label": "Putar", onclick: turn }, icon("play"));
  const made = h("div", { class: "sound" }, knob, bars, time);

  function turn() {
    if (!player.paused) return player.pause();
    if (playing && playing !== player) playing.pause();
    playing = player;
    return player.play().catch(() => {});
  }
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const show = () => {
    const long = Number.isFinite(player.duration) ? player.duration : 0;
    const part = long ? player.currentTime / long : 0;
    [...bars.children].forEach((bar, place) => bar.classList.toggle("on", part > 0 && place / BARS <= part));
    time.textContent = clock(player.paused && !player.currentTime ? long : player.currentTime);
    knob.replaceChildren(icon(player.paused ? "play" : "pause"));
    knob.setAttribute("aria-label", player.paused ? "Putar" : "Jeda");
  };
  ["timeupdate", "play", "pause", "ended", "loadedmetadata", "durationchange"].forEach((name) => player.addEventListener(name, show));
  player.addEventListener("ended", () => { player.currentTime = 0; show(); });
  return made;
}

/** Bars that look like this one message every time; the real loudness is not known here. */
function waves(id) {
  let seed = 7;
  for (const letter of id) seed = (seed * 33 + letter.charCodeAt(0)) >>> 0;
  const bars = [];
  for (let place = 0; place < BARS; place += 1) {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    const tall = 4 + (seed % 1000) / 1000 * 20 * (0.45 + 0.55 * Math.sin((place / BARS) * Math.PI));
    bars.push(s("rect", { x: place * 5, y: 16 - tall / 2, width: 3, height: tall, rx: 1.5 }));
  }
  return s("svg", { class: "bars", viewBox: `0 0 ${BARS * 5} 32`, preserveAspectRatio: "none", "aria-hidden": "true" }, bars);
}
