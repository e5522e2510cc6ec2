// What script adds; every page works without it. Listens on the document, because htmx replaces the body.
"use strict";

(() => {
  const find = (selector, within = document) => within.querySelector(selector);
  const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];

  function prepare() {
    const zone = find("select[data-device-zone]");
    if (zone && !zone.value) {
      const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
      if (findAll("option", zone).some((option) => option.value === here)) {
        zone.value = here;
        const note = find("[data-zone-note]");
        if (note) note.hidden = false;
      }
    }
    findAll("[data-with-script]").forEach((element) => { element.hidden = false; });
    findAll("[data-without-script]").forEach((element) => { element.hidden = true; });
  }

  function say(form, name) {
    const panel = find("[data-progress]", form);
    if (!panel) return;
    panel.hidden = false;
    findAll("[data-say]", panel).forEach((line) => { line.hidden = line.dataset.say !== name; });
    find("[data-cancel]", panel).hidden = name !== "sending" && name !== "reading";
    find("progress", panel).hidden = name !== "sending" && name !== "reading";
  }

  function tooLarge(form) {
    const input = find("input[type=file][data-max-bytes]", form);
    if (!input) return false;
    const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
    return size > Number(input.dataset.maxBytes);
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target;
    if (!find("[data-progress]", form)) return;
    if (tooLarge(form)) {
      event.preventDefault();
      say(form, "too-large");
      find("input[type=file]", form).focus();
      return;
    }
    find("progress", form).value = 0;
    say(form, "sending");
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = event.target;
    const bar = find("[data-progress] progress", form);
    if (!bar || !event.detail.lengthComputable) return;
    bar.value = event.detail.loaded / event.detail.total;
    // A full bar, not an indeterminate one: that would move.
    if (event.detail.loaded === event.detail.total) say(form, "reading");
  });
  document.addEventListener("htmx:sendError", (event) => say(event.target, "lost"));
  document.addEventListener("htmx:sendAbort", (event) => say(event.target, "cancelled"));
  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-cancel]");
    if (cancel) htmx.trigger(cancel.closest("form"), "htmx:abort");
    if (event.target.closest("[data-print]")) window.print();
    const copy = event.target.closest("[data-copy]");
    if (copy) navigator.clipboard.writeText(copy.dataset.copy).then(() => { find("[data-copied]").hidden = false; });
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target !== document.body) return;
    prepare();
    const first = find("[autofocus]") || find("main h1");
    if (first) {
      if (!first.matches("input, select, button, a")) first.tabIndex = -1;
      first.focus({ preventScroll: first.matches("h1") });
      if (first.matches("h1")) window.scrollTo(0, 0);
    }
  });

  // Browsers that cannot unfold by style sheet print what is open; the rest stays one line.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = findAll("details.prints:not([open])");
    opened.forEach((fold) => { fold.open = true; });
  });
  window.addEventListener("afterprint", () => opened.forEach((fold) => { fold.open = false; }));

  prepare();
})();
