// Recording a voice note in place of the composer.

import { h, icon } from "./dom.js";

const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

/** Resolves to a File, or "cancel"; rejects when there is no microphone. */
export async function record(box) {
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) throw new Error("no recorder");
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const type = TYPES.find((t) => MediaRecorder.isTypeSupported(t));
  const recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
  const pieces = [];
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.start();
  const keep = await wait(box);
  const ended = new Promise((done) => { recorder.addEventListener("stop", done); });
  recorder.stop();
  await ended;
  stream.getTracks().forEach((track) => track.stop());
  if (!keep) return "cancel";
  return new File(pieces, "suara", { type: recorder.mimeType });
}

function wait(box) {
  return new Promise((done) => {
    const began = Date.now();
    const time = h("output", {}, "0:00");
    const clock = setInterval(() => {
      const gone = Math.floor((Date.now() - began) / 1000);
      time.textContent = `${Math.floor(gone / 60)}:${String(gone % 60).padStart(2, "0")}`;
    }, 250);
    const end = (keep) => () => { clearInterval(clock); done(keep); };
    const send = h("button", { type: "button", class: "round strong", "aria-label": "Kirim suara", onclick: end(true) }, icon("send"));
    box.replaceChildren(h("div", { class: "recording" }, h("i", { class: "lamp" }), time, h("span", {}, "Merekam…"),
      h("button", { type: "button", class: "round", "aria-label": "Buang rekaman", onclick: end(false) }, icon("bin")), send));
    send.focus();
  });
}
