/* The editor: marks under the text, findings beside it, each pointing at the other. */
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const say = (text) => document.dispatchEvent(new CustomEvent("masthead:say", { detail: text }));
const editor = document.querySelector("[data-editor]");
const input = editor?.querySelector("textarea");
const backdrop = () => editor.querySelector(".mh-editor__backdrop");

/* Marks fall off as soon as the text differs from what the server last read; its next answer brings the new ones. */
let read = input?.value ?? "";
input?.addEventListener("input", () => {
  if (input.value !== read) backdrop().textContent = `${input.value}\n`;
});
document.addEventListener("htmx:oobAfterSwap", settle);
let marked = input && backdrop();
function settle() {
  if (!input || backdrop() === marked) return;
  marked = backdrop();
  // An answer to words that were changed since holds places in the old ones: no remedy may use them.
  read = marked.textContent.replace(/\n$/, "");
  if (read !== input.value) marked.textContent = `${input.value}\n`;
}

/* A finding and its span point at each other. */
function point(key, on) {
  for (const node of all(`[data-finding="${CSS.escape(key)}"]`)) node.classList.toggle("is-current", on);
}
for (const [event, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(event, ({ target }) => {
    const card = target.closest?.(".mh-finding[data-finding]");
    if (card) point(card.dataset.finding, on);
  });
}

/* F8 goes from finding to finding, from wherever one is writing. */
document.addEventListener("masthead:key", ({ detail }) => {
  if (detail !== "F8") return;
  const cards = all(".mh-finding[data-finding]");
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  cards[(at + 1) % cards.length]?.focus();
});

/* The server counts in characters, a textarea in UTF-16 units: an emoji is one of the first and two of the second. */
function unitsAt(text, characters) {
  return [...text].slice(0, characters).join("").length;
}

/* "Replace" is done here, by mending.js, so that it can be undone; without script the server does the same. */
document.addEventListener("click", (event) => {
  const button = event.target.closest('[data-remedy="replace"]');
  const card = button?.closest("[data-start]");
  if (!card || !input) return;
  event.preventDefault();
  if (input.value !== read) {
    say("The text has changed since it was read. One moment.");
    return;
  }
  const [from, to] = [card.dataset.start, card.dataset.end].map((place) => unitsAt(input.value, Number(place)));
  const words = button.dataset.text;
  document.dispatchEvent(new CustomEvent("masthead:mend", { detail: { from, to, words } }));
  shift(card, [...words].length);
  read = input.value;
});

/* What stands after a replacement moves with it, so that the next remedy need not wait for the server to read again. */
function shift(mended, length) {
  const [start, end] = [Number(mended.dataset.start), Number(mended.dataset.end)];
  for (const card of all("[data-start]")) {
    if (Number(card.dataset.start) < end) continue;
    for (const place of ["start", "end"]) card.dataset[place] = Number(card.dataset[place]) + length - (end - start);
  }
  mended.removeAttribute("data-start");
}

/* What the server sends anew must not take away what somebody is typing into it. */
const typed = new Map();
const nameOf = (control) => control.dataset.keep ?? control.id;
function remember({ detail }) {
  for (const control of all("textarea, input[type=text], input[type=url], input:not([type])", detail.target)) {
    const focused = document.activeElement === control;
    if (!focused && control.value === control.defaultValue) continue;
    typed.set(nameOf(control), { value: control.value, focused, at: control.selectionStart });
  }
}
function restore() {
  if (!typed.size) return;
  for (const control of all("textarea, input")) {
    const kept = typed.get(nameOf(control));
    if (!kept) continue;
    typed.delete(nameOf(control));
    control.value = kept.value;
    control.closest("details")?.setAttribute("open", "");
    if (!kept.focused) continue;
    control.focus({ preventScroll: true });
    control.setSelectionRange?.(kept.at, kept.at);
  }
}
document.addEventListener("htmx:oobBeforeSwap", remember);
document.addEventListener("htmx:beforeSwap", ({ detail }) => { if (detail.target.matches("section")) remember({ detail }); });
document.addEventListener("htmx:oobAfterSwap", restore);
document.addEventListener("htmx:afterSwap", restore);
