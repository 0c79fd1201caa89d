// Talking with the sandbox: plain requests, and one stream of news.

import { toast } from "./dom.js";

async function read(response) {
  const found = await response.json().catch(() => ({ error: "Jawaban tidak terbaca." }));
  if (!response.ok) throw new Error(found.error || `Jawaban ${response.status}`);
  return found;
}

export async function get(name, query = {}) {
  const asked = new URLSearchParams(query).toString();
  return read(await fetch(`/sandbox/${name}${asked ? `?${asked}` : ""}`));
}

export async function post(name, body) {
  const form = body instanceof FormData;
  const response = await fetch(`/sandbox/${name}`, {
    method: "POST",
    body: form ? body : JSON.stringify(body),
    headers: form ? {} : { "Content-Type": "application/json" },
  });
  return read(response);
}

/** Like post, but a refusal is shown to the person and answered with null. */
export async function tryPost(name, body) {
  try {
    return await post(name, body);
  } catch (wrong) {
    toast(wrong.message);
    return null;
  }
}

/** Listen for news of all lines. `lost` is called each time the connection comes back. */
export function listen(heard, lost) {
  let before = false;
  const source = new EventSource("/sandbox/stream");
  source.onopen = () => {
    if (before) lost();
    before = true;
  };
  source.onmessage = (event) => heard(JSON.parse(event.data));
}
