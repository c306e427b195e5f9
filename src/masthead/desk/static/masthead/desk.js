/* The desk's small comforts. Every page works without this file; nothing here decides anything. */
const root = document.documentElement;
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
root.classList.add("js");

/* Menu on small screens. */
const menu = document.querySelector(".mh-nav__toggle");
menu?.addEventListener("click", () => {
  const open = document.getElementById("nav").classList.toggle("is-open");
  menu.setAttribute("aria-expanded", String(open));
});

/* Theme: changes at once; the server remembers it. */
const systemIsDark = () => matchMedia("(prefers-color-scheme: dark)").matches;
for (const form of all("[data-theme-form]")) {
  const button = form.querySelector("button");
  const show = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : systemIsDark();
    button.setAttribute("aria-pressed", String(dark));
    button.value = dark ? "light" : "dark";
  };
  show();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = button.value;
    const body = new FormData(form);
    body.set("theme", chosen);
    root.dataset.theme = chosen;
    show();
    fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => say("The theme was not saved: the server did not answer."));
  });
}

/* Dialogs open by themselves as popovers; here they become modal, so that the page behind cannot be reached. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[popovertarget]");
  const dialog = button && document.getElementById(button.getAttribute("popovertarget"));
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  if (button.getAttribute("popovertargetaction") === "hide") dialog.close();
  else if (!dialog.open) dialog.showModal();
});

/* Toasts: said once in a live region, gone after a while, kept while pointed at or focused. */
const toasts = document.getElementById("toasts");
function fade(toast) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? fade(toast) : toast.remove()), 8000);
}
function say(text) {
  if (!toasts) return;
  const toast = document.createElement("div");
  toast.className = "mh-toast";
  toast.textContent = text;
  toasts.append(toast);
  fade(toast);
}
for (const toast of all(".mh-toast")) fade(toast);
document.addEventListener("masthead:say", (event) => say(event.detail));

document.addEventListener("click", async (event) => {
  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) dismiss.closest(".mh-toast").remove();

  const copy = event.target.closest("[data-copy]");
  if (!copy) return;
  const source = document.getElementById(copy.dataset.copy);
  try {
    await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
    say("Copied.");
  } catch {
    getSelection().selectAllChildren(source);
    say("Press Ctrl C to copy what is marked.");
  }
});

/* What is open beside the work on a wide screen starts folded on a small one. */
if (matchMedia("(max-width: 62rem)").matches) for (const fold of all("[data-fold-small]")) fold.open = false;

/* A form that came back with something to put right is read from its summary. */
document.querySelector("[data-focus]")?.focus();

/* Single keys act only outside fields and can be turned off; other files listen for what was meant. */
const KEYS = "masthead-keys";
const keysOn = () => localStorage.getItem(KEYS) !== "off";
for (const box of all("[data-keys-on]")) {
  box.checked = keysOn();
  box.addEventListener("change", () => localStorage.setItem(KEYS, box.checked ? "on" : "off"));
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const writing = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  if (document.querySelector("dialog:modal")) return;
  if (/^F\d+$/.test(event.key)) {
    document.dispatchEvent(new CustomEvent("masthead:key", { detail: event.key }));
    return;
  }
  if (writing || !keysOn() || event.key.length !== 1) return;
  if (event.key === "/") {
    const find = document.getElementById("find");
    if (find) event.preventDefault();
    find?.focus();
  } else if (event.key === "?") document.getElementById("keys")?.showModal();
  else document.dispatchEvent(new CustomEvent("masthead:key", { detail: event.key }));
});

/* A request that newer words overtook is no error: htmx would write it to the console as one, under both names. */
const OVERTAKEN = new Set(["htmx:sendAbort", "htmx:afterRequest"]);
if (window.htmx) htmx.logger = (_, event, detail) => { if (OVERTAKEN.has(event)) delete detail.error; };

/* An answer that never came is said, not swallowed. */
document.addEventListener("htmx:sendError", () => say("The server did not answer. What you wrote is still here; try again."));
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  say(status === 403 ? "You are no longer signed in, or this is not for you. Reload the page." : "The server could not do this. Nothing was changed; try again.");
});
