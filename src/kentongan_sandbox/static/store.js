// What the page knows, and who is looked at.

import { get, post } from "./api.js";

export const state = {
  lines: [],
  people: new Map(),
  chats: new Map(),
  faults: {},
  post: null,
  line: "",
  person: "",
  thread: new Map(),
  skew: 0,
};

const watchers = new Set();
export const watch = (f) => watchers.add(f);
export const tell = (what) => watchers.forEach((f) => f(what));

export const key = (line, person) => `${line}/${person}`;
export const line = () => state.lines.find((l) => l.key === state.line);
export const person = () => state.people.get(state.person);
export const chat = () => state.chats.get(key(state.line, state.person));
export const now = () => Date.now() / 1000 + state.skew;

export async function load() {
  const found = await get("state");
  state.lines = found.lines;
  state.people = new Map(found.residents.map((r) => [r.id, r]));
  state.chats = new Map(found.chats.map((c) => [key(c.line, c.resident), c]));
  state.faults = found.faults;
  state.post = found.post;
  state.skew = found.now - Date.now() / 1000;
  if (!line()) state.line = state.lines[0]?.key || "";
}

export async function open(lineKey, personId) {
  const same = state.line === lineKey && state.person === personId;
  state.line = lineKey;
  state.person = state.people.has(personId) ? personId : "";
  history.replaceState(null, "", state.person ? `#${lineKey}/${personId}` : `#${lineKey}`);
  if (!same) state.thread = new Map();
  tell("open");
  if (state.person) await reload();
}

export async function reload() {
  const [lineKey, personId] = [state.line, state.person];
  const found = await get("thread", { line: lineKey, of: personId });
  if (lineKey !== state.line || personId !== state.person) return;
  state.thread = new Map(found.messages.map((m) => [m.id, m]));
  tell("thread");
  readIfSeen();
}

/** Take in news from the stream. */
export async function hear(news) {
  if (news.reload) {
    await load();
    tell("all");
    return state.person ? reload() : undefined;
  }
  let strangers = false;
  for (const one of news.chats) {
    state.chats.set(key(one.line, one.resident), one);
    strangers ||= !state.people.has(one.resident);
  }
  let mine = false;
  for (const one of news.messages) {
    if (one.line !== state.line || one.resident !== state.person) continue;
    state.thread.set(one.id, one);
    mine = true;
  }
  if (strangers || news.weather) await load();
  tell("people");
  if (mine) tell("thread");
  tell("chat");
  readIfSeen();
  return undefined;
}

let reading = 0;
/** The chat is on the screen: what the city said there counts as read. */
export function readIfSeen() {
  const shown = document.getElementById("app").dataset.screen === "chat" || innerWidth > 760;
  if (!state.person || !shown || document.visibilityState !== "visible") return;
  const waiting = [...state.thread.values()].some((m) => m.from === "city" && m.status === "delivered" && !m.echo);
  const unread = (chat()?.unread || 0) > 0;
  if ((!waiting || state.faults[state.line]?.no_read) && !unread) return;
  clearTimeout(reading);
  reading = setTimeout(() => post("read", { line: state.line, of: state.person }).catch(() => {}), 250);
}

/** What the resident sees on the phone: nothing that has not reached it. */
export function visible(message) {
  if (message.type === "reaction") return false;
  if (message.from === "resident" || message.echo) return true;
  return message.status !== "accepted" && message.status !== "sent";
}
