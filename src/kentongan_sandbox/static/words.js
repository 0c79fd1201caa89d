// Words of a message as safe nodes: links that open, *bold*, _italic_, ~struck~, `code`.

import { h } from "./dom.js";

const LINK = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;
const MARKS = /(\*[^*\n]+\*|_[^_\n]+_|~[^~\n]+~|`[^`\n]+`)/g;
const TAGS = { "*": "strong", _: "em", "~": "s", "`": "code" };

export function nodes(text) {
  const made = [];
  let at = 0;
  for (const found of text.matchAll(LINK)) {
    made.push(...marked(text.slice(at, found.index)));
    made.push(h("a", { href: found[0], target: "_blank", rel: "noopener noreferrer" }, found[0]));
    at = found.index + found[0].length;
  }
  return [...made, ...marked(text.slice(at))];
}

function marked(text) {
  return text.split(MARKS).map((piece) => {
    const tag = TAGS[piece[0]];
    const whole = tag && piece.length > 2 && piece.at(-1) === piece[0];
    return whole ? h(tag, {}, piece.slice(1, -1)) : document.createTextNode(piece);
  });
}

const KINDS = {
  image: "Foto", video: "Video", document: "Dokumen", sticker: "Stiker", location: "Lokasi",
  contacts: "Kontak", unsupported: "Pesan yang tidak terbaca kota",
};

/** One line for the list and for quotes. */
export function preview(message) {
  if (message.revoked) return "Pesan dihapus";
  if (message.type === "audio") return message.media?.voice ? "Pesan suara" : "Rekaman suara";
  const words = (message.text || "").replace(/\s+/g, " ").replace(/[*_~`]/g, "");
  if (message.type === "location") return message.location?.name || "Lokasi";
  return words || KINDS[message.type] || message.media?.filename || `Pesan jenis “${message.type}”`;
}

export const plain = (url) => (/^https?:\/\//.test(url || "") ? url : null);
