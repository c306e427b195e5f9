/* Moderation by keyboard: j k x 1–9 u b. Each key presses a button or link that is on the page; nothing is decided here. */
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

/* Who wants everything to open blurred presses once; it is remembered here. What is meant to open blurred always does. */
const BLUR = "masthead-blur";
const blurred = document.querySelector(".mh-blur");
const blurButton = document.querySelector("[data-blur]");
function blurTo(on) {
  blurred?.classList.toggle("is-blurred", on);
}
function blur() {
  if (!blurred || !blurButton) return;
  const on = !blurred.classList.contains("is-blurred");
  blurTo(on);
  localStorage.setItem(BLUR, on ? "on" : "off");
}
if (localStorage.getItem(BLUR) === "on") blurTo(true);
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-blur]")) return;
  event.preventDefault();
  blur();
});

/* The words marked in the comment go into the form; where they stand goes with them, in characters as the server counts. */
const comment = document.getElementById("comment-text");
let marked = null;
document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  if (comment && selection.rangeCount && !selection.isCollapsed && comment.contains(selection.getRangeAt(0).commonAncestorContainer))
    marked = selection.getRangeAt(0).cloneRange();
});
function words(range) {
  const piece = range.cloneContents();
  for (const letter of all(".mh-span__letter", piece)) letter.remove();
  return piece.textContent;
}
document.querySelector("[data-take-quote]")?.addEventListener("click", (event) => {
  const form = event.target.form;
  if (!marked) {
    document.dispatchEvent(new CustomEvent("masthead:say", { detail: "Mark words in the comment first." }));
    return;
  }
  const before = document.createRange();
  before.setStart(comment, 0);
  before.setEnd(marked.startContainer, marked.startOffset);
  form.elements.quote.value = words(marked).trim();
  form.elements.near.value = [...words(before)].length;
  form.elements.quote.focus();
});

function step(by) {
  const items = all(".mh-queue__item");
  const at = items.findIndex((item) => item.hasAttribute("aria-current"));
  items[at + by]?.click();
}

/* Only the definition of the chosen ground is open; before one is chosen, those to choose between. */
function define(ground) {
  for (const node of all("[data-definition]"))
    node.hidden = ground ? node.dataset.definition !== ground : !("proposed" in node.dataset);
}
/* The words marked for the chosen ground are offered with it, unless somebody wrote others. */
let offered = document.querySelector("[name=quote]")?.value;
function offer(ground) {
  const quote = document.querySelector("[name=quote]");
  const definition = all("[data-definition]").find((node) => node.dataset.definition === ground);
  if (!quote || !definition || quote.value !== offered) return;
  quote.value = offered = definition.dataset.words;
}
document.addEventListener("change", ({ target }) => {
  if (target.name !== "ground") return;
  define(target.value);
  offer(target.value);
});
const chosen = document.querySelector("[name=ground]:checked");
if (document.querySelector("[data-definition]")) define(chosen?.value ?? "");

document.addEventListener("masthead:key", ({ detail: key }) => {
  if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "b") blur();
  else if (key === "x") document.querySelector("[data-keep]")?.click();
  else if (key === "u") document.querySelector("[data-undo]")?.click();
  else if (/^[1-9]$/.test(key)) {
    const ground = all("[name=ground]")[Number(key) - 1];
    ground?.click();
    ground?.focus();
  }
});
