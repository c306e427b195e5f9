/* One press mends the text, another takes that back: the last mend first, and until somebody writes over it. */
const bar = document.getElementById("mended");
const input = bar && document.querySelector("[data-editor] textarea");
const what = document.getElementById("mended-what");
const said = document.getElementById("mended-said");
const button = bar?.querySelector("button");

/* Each: where it stands now, what stood there, what stands there instead, and the earlier mends it wrote over. */
let mends = [];
let made = 0;
let text = input?.value ?? "";
let writing = false;

const end = (mend) => mend.start + mend.words.length;
const touches = (mend, from, to) => mend.start < to && end(mend) > from;
const back = (mend) => text.slice(0, mend.start) + mend.former + text.slice(end(mend));

function move(from, to, length) {
  for (const mend of mends) if (mend.start >= to) mend.start += length - (to - from);
}

function write(from, to, words) {
  writing = true;
  input.focus();
  input.setSelectionRange(from, to);
  // The only way to write into a field that the browser's own undo takes back.
  const written = words ? document.execCommand("insertText", false, words) : document.execCommand("delete");
  if (!written) {
    input.setRangeText(words, from, to, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  writing = false;
  text = input.value;
}

document.addEventListener("masthead:mend", ({ detail: { from, to, words } }) => {
  const mend = { start: from, words, former: input.value.slice(from, to), nth: ++made };
  const over = mends.filter((earlier) => touches(earlier, from, to));
  mend.over = over.map((earlier) => ({ ...earlier, start: earlier.start - from }));
  mends = mends.filter((earlier) => !over.includes(earlier));
  write(from, to, words);
  move(from, to, words.length);
  mends.push(mend);
  show();
  said.textContent = `${what.textContent} Undo is under the text; Ctrl Z does the same.`;
});

button?.addEventListener("click", () => {
  const mend = mends.at(-1);
  write(mend.start, end(mend), mend.former);
  undone(mend);
  said.textContent = `Undone: “${short(mend.former)}” is back.`;
  if (mends.length) button.focus();
});

/* `mend` is out of the text again: what it had written over may be taken back next. */
function undone(mend) {
  mends = mends.filter((other) => other !== mend);
  move(mend.start, end(mend), mend.former.length);
  const again = mend.over.map((earlier) => ({ ...earlier, start: earlier.start + mend.start }));
  mends.push(...again.filter((earlier) => text.slice(earlier.start, end(earlier)) === earlier.words));
  mends.sort((one, other) => one.nth - other.nth);
  show();
}

/* Written by hand, or by the browser's own undo: mends move along, and those that were written over are let go. */
input?.addEventListener("input", () => {
  if (writing || input.value === text) return;
  const now = input.value;
  const taken = mends.findLast((mend) => now === back(mend));
  let [from, same] = [0, 0];
  const least = Math.min(text.length, now.length);
  while (from < least && text[from] === now[from]) from += 1;
  while (same < least - from && text.at(-1 - same) === now.at(-1 - same)) same += 1;
  const to = text.length - same;
  text = now;
  if (taken) return void undone(taken);
  mends = mends.filter((mend) => !touches(mend, from, to));
  move(from, to, now.length - same - from);
  show();
});

const short = (words) => {
  const flat = [...words.trim().replace(/\s+/g, " ")];
  return flat.length > 40 ? `${flat.slice(0, 39).join("").trimEnd()}…` : flat.join("");
};

function show() {
  bar.hidden = mends.length === 0;
  if (bar.hidden) return;
  const { former, words } = mends.at(-1);
  const told = words ? `“${short(former)}” is now “${short(words)}”.` : `“${short(former)}” is left out.`;
  const more = mends.length - 1;
  what.textContent = more ? `${told} ${more} more before it.` : told;
}
