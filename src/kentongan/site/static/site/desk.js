/* The desk by keyboard. Every page works without this file; it only makes hands faster. */
"use strict";
(() => {
  const all = (what, root = document) => [...root.querySelectorAll(what)];
  const one = (what, root = document) => root.querySelector(what);

  /* Light or dark: kept in a cookie, so that the server draws the next page right at once. */
  const root = document.documentElement;
  const dark = () => root.dataset.theme === "dark" ||
    (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const nameTheme = () => all("[data-theme-switch] span").forEach((word) => {
    word.textContent = dark() ? "Terang" : "Gelap";
  });
  const switchTheme = () => {
    root.dataset.theme = dark() ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
    nameTheme();
  };

  /* The conversation opens at its end; new lines scroll only a reader who is already there. */
  const line = () => one("#timeline");
  const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 120;
  const toEnd = (box) => { if (box) box.scrollTop = box.scrollHeight; };

  const count = (area) => {
    const place = one(`[data-count-for="${area.id}"]`);
    if (!place) return;
    const left = Number(area.dataset.limit) - area.value.length;
    place.textContent = left < 0 ? `${-left} huruf terlalu panjang`
      : `${area.value.length.toLocaleString("id")} huruf`;
    place.classList.toggle("due-late", left < 0);
  };

  /* The box below grows and shrinks: who reads the end goes on reading the end. */
  let wasAtEnd = true;
  const sized = new ResizeObserver(([entry]) => { if (wasAtEnd) toEnd(entry.target); });
  document.addEventListener("scroll", (event) => {
    if (event.target.id === "timeline") wasAtEnd = atEnd(event.target);
  }, true);

  document.addEventListener("load", (event) => {
    if (wasAtEnd && event.target.closest?.("#timeline")) toEnd(line());
  }, true);

  const arrive = () => {
    sized.disconnect();
    wasAtEnd = true;
    if (line()) sized.observe(line());
    toEnd(line());
    all("textarea[data-limit]").forEach(count);
    all("[data-theme-switch], [data-open]").forEach((it) => { it.hidden = false; });
    nameTheme();
  };

  /* j and k walk the list; the row that is open is the start. */
  const walk = (step) => {
    const rows = all(".row");
    if (!rows.length) return;
    const at = rows.findIndex((row) => row === document.activeElement ||
      (!rows.includes(document.activeElement) && row.hasAttribute("aria-current")));
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const write = (area) => {
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  };

  /* An element with data-key answers to that key: a field gets the cursor, a fold opens,
     a mode is chosen, anything else is pressed. */
  const answer = (target) => {
    if (target.matches("textarea, input[type=search]")) return write(target);
    if (target.matches("details")) {
      for (let fold = target; fold; fold = fold.parentElement.closest("details")) fold.open = true;
      const first = one("select, textarea, input:not([type=hidden]), form button", target);
      return (first || target).focus();
    }
    target.click();
    if (target.dataset.then) write(one(target.dataset.then));
  };

  const folds = "details.action[open], details.menu[open]";
  const closeFolds = (except) => all(folds).forEach((fold) => {
    if (!fold.contains(except)) fold.open = false;
  });

  const escape = () => {
    const open = all(folds).pop();
    if (!open) return document.activeElement.blur();
    open.open = false;
    one("summary", open).focus();
  };

  const keys = {
    j: () => walk(1),
    k: () => walk(-1),
    "?": () => one("#keys")?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return escape();
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && typing) {
      event.preventDefault();
      return event.target.form?.requestSubmit();
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
    const target = one(`[data-key="${CSS.escape(event.key)}"]`);
    const act = keys[event.key] || (target && (() => answer(target)));
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("click", (event) => {
    const at = (what) => event.target.closest(what);
    closeFolds(at("details.action, details.menu"));
    if (at("[data-theme-switch]")) switchTheme();
    if (at("[data-open]")) one(`#${at("[data-open]").dataset.open}`)?.showModal();
    if (at("[data-put]")) {
      const area = one(at("[data-put]").dataset.into);
      const put = at("[data-put]").dataset.put;
      area.setRangeText(put, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
      closeFolds();
      area.focus();
    }
    if (at("[data-toggle]") && location.hash === at("[data-toggle]").hash) {
      event.preventDefault();
      location.hash = "#isi";
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-limit]")) count(event.target);
  });

  /* A choice brings words that lie ready for it, as long as nobody wrote others. */
  document.addEventListener("change", (event) => {
    const select = event.target.closest("select[data-fills]");
    const area = select?.form?.elements[select.dataset.fills];
    const ready = select && [...select.options].map((option) => option.dataset.words || "");
    if (!area || (area.value && !ready.includes(area.value))) return;
    area.value = ready[select.selectedIndex];
  });

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || event.defaultPrevented || event.target.method === "dialog") return;
    setTimeout(() => { button.disabled = true; }, 0);
    setTimeout(() => { button.disabled = false; }, 8000);
  });

  /* Quiet arrival: what htmx swaps must not move the reader's eye. */
  let reading = true;
  document.addEventListener("htmx:beforeRequest", () => {
    const box = line();
    reading = !box || atEnd(box);
  });
  /* An open form that comes back with a remark stays open only if no other of its kind is. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id === "lembar") closeFolds();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "lembar") {
      const way = event.detail.pathInfo;
      const at = way?.responsePath || way?.requestPath || location.pathname;
      const here = new URL(at, location).pathname;
      const rows = all(".row");
      if (rows.some((row) => row.pathname === here)) rows.forEach((row) => {
        if (row.pathname === here) {
          row.setAttribute("aria-current", "true");
          row.classList.remove("row-new");
          one(".dot", row)?.remove();
        } else row.removeAttribute("aria-current");
      });
      one(".panes")?.classList.replace("panes-queue", "panes-report");
      arrive();
    }
  });
  document.addEventListener("htmx:oobAfterSwap", () => { if (reading) toEnd(line()); });
  arrive();
})();
