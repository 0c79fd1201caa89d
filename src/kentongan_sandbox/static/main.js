// Begin: load, draw, listen.

import { get, listen } from "./api.js";
import { drawChat, drawHead, drawMood, drawThread } from "./chat.js";
import { h, icon, toast } from "./dom.js";
import { drawLines, drawPeople, drawPost } from "./people.js";
import { hear, load, open, reload, state, tell, watch } from "./store.js";
import { redrawWeather, stormWords, toggleWeather } from "./weather.js";

const app = document.getElementById("app");
const weather = document.getElementById("open-weather");

function drawWeatherMark() {
  weather.replaceChildren(icon("weather"), stormWords() ? h("span", { class: "dot" }) : "");
}

function all() {
  drawLines();
  drawPeople();
  drawPost();
  drawChat();
  drawWeatherMark();
}

const DRAW = {
  all,
  open: () => { all(); redrawWeather(); },
  people: drawPeople,
  thread: drawThread,
  chat: drawMood,
  faults: () => { drawHead(); drawWeatherMark(); },
  weather: () => toggleWeather(),
};
watch((what) => DRAW[what]());

async function pulse() {
  if (document.visibilityState !== "visible") return;
  try {
    state.post = await get("stats");
    drawPost();
  } catch {
    /* The stream says so when the program is away; the next pulse tries again. */
  }
}

async function begin() {
  weather.addEventListener("click", () => toggleWeather());
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !document.querySelector("dialog[open], .menu")) toggleWeather(false); });
  await load();
  const [lineKey, personId] = decodeURIComponent(location.hash.slice(1)).split("/");
  const start = state.lines.some((l) => l.key === lineKey) ? lineKey : state.lines[0].key;
  if (personId && state.people.has(personId)) app.dataset.screen = "chat";
  const homely = [...state.people.values()].find((p) => p.home === start);
  await open(start, personId || (innerWidth > 760 ? homely?.id || "" : ""));
  listen(hear, async () => { await load(); tell("all"); if (state.person) await reload(); });
  setInterval(pulse, 3000);
}

begin().catch((wrong) => toast(wrong.message));
