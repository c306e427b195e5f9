/* Captions beside their video: the player jumps to a caption, a caption takes the player's time. Comfort alone. */
const film = document.querySelector("#film video");
const form = document.getElementById("captions-form");
let loose = false;

const clock = (seconds) => {
  const whole = Math.floor(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const head = hours ? `${hours}:${String(minutes).padStart(2, "0")}` : `${minutes}`;
  return `${head}:${String(whole % 60).padStart(2, "0")}.${String(Math.floor((seconds - whole) * 1000)).padStart(3, "0")}`;
};

document.addEventListener("click", (event) => {
  const seek = event.target.closest("[data-seek]");
  if (seek) {
    event.preventDefault();
    film.currentTime = Number(seek.dataset.seek);
    film.play().catch(() => {}); // a browser may hold back sound; the player then stands at the caption
  }
  const stamp = event.target.closest("[data-stamp]");
  if (!stamp) return;
  const field = document.getElementById(stamp.dataset.stamp);
  field.value = clock(film.currentTime);
  field.focus();
  loose = true;
});

/* Which caption the player is at. */
film?.addEventListener("timeupdate", () => {
  let at = null;
  for (const row of document.querySelectorAll(".mh-cue")) {
    if (row.dataset.from && Number(row.dataset.from) <= film.currentTime) at = row;
    row.removeAttribute("aria-current");
  }
  at?.setAttribute("aria-current", "true");
});

/* What was typed is asked about before somebody leaves without saving. */
form?.addEventListener("input", () => { loose = true; });
form?.addEventListener("htmx:afterSwap", () => { loose = true; });
form?.addEventListener("submit", () => { loose = false; });
addEventListener("beforeunload", (event) => { if (loose) event.preventDefault(); });
