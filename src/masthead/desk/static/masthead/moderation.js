/* Moderation by keyboard: j k x 1–8 u b. Each key presses a button or link that is on the page; nothing is decided here. */
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

function blur() {
  const blurred = document.querySelector(".mh-blur");
  const button = document.querySelector("[data-blur]");
  if (!blurred || !button) return;
  button.setAttribute("aria-pressed", String(blurred.classList.toggle("is-blurred")));
}
document.addEventListener("click", (event) => { if (event.target.closest("[data-blur]")) blur(); });

function step(by) {
  const items = all(".mh-queue__item");
  const at = items.findIndex((item) => item.hasAttribute("aria-current"));
  items[at + by]?.click();
}

/* Only the definition of the chosen ground is open. */
function define(ground) {
  for (const node of all("[data-definition]")) node.hidden = node.dataset.definition !== ground;
}
document.addEventListener("change", ({ target }) => { if (target.name === "ground") define(target.value); });
const chosen = document.querySelector("[name=ground]:checked");
if (document.querySelector("[data-definition]")) define(chosen?.value ?? "");

document.addEventListener("masthead:key", ({ detail: key }) => {
  if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "b") blur();
  else if (key === "x") document.querySelector("[data-keep]")?.click();
  else if (key === "u") document.querySelector("[data-undo]")?.click();
  else if (/^[1-8]$/.test(key)) {
    const ground = all("[name=ground]")[Number(key) - 1];
    ground?.click();
    ground?.focus();
  }
});
