/* Nothing written is lost: saved while somebody writes and on Ctrl S, and asked about before they leave. */
const EVERY = 20_000;
const form = document.getElementById("draft");
const saved = document.getElementById("saved");
// Where a save would overtake an approval, it is not done by itself: there is no address to send it to.
const byItself = Boolean(saved?.hasAttribute("hx-post"));
let [edits, kept, loose] = [0, 0, false];
let sending = null;
let waiting = null;

document.addEventListener("input", ({ target }) => {
  if (target.form !== form || !target.name) return;
  // Reasons and remarks are signed with a name: those are kept when a button says so, never by themselves.
  if (/^(reason|remark):/.test(target.name) || target.type === "file" || target.name === "asset") loose = true;
  else edits += 1;
});

function save() {
  if (sending === null) htmx.trigger(saved, "masthead:save");
}
if (byItself) setInterval(() => { if (edits !== kept) save(); }, EVERY);

document.addEventListener("htmx:beforeRequest", ({ detail }) => { if (detail.elt === saved) sending = edits; });
document.addEventListener("masthead:kept", () => { kept = sending ?? kept; });
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt !== saved) return;
  sending = null;
  if (!waiting) return;
  const button = waiting;
  waiting = null;
  form.requestSubmit(button);
});

/* A button pressed while a save is on its way waits for it: both would carry the same revision. */
form?.addEventListener("submit", (event) => {
  if (sending === null) {
    [kept, loose] = [edits, false];
    return;
  }
  event.preventDefault();
  waiting = event.submitter;
});

document.addEventListener("keydown", (event) => {
  if (!form || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  const button = document.querySelector('button[form="draft"][name="do"][value="save"]');
  if (byItself && !loose) save();
  else if (button) form.requestSubmit(button);
});

addEventListener("beforeunload", (event) => { if (edits !== kept || loose) event.preventDefault(); });
