/* Copies what the pages use of the U.S. Web Design System and htmx into the desk's static files, with their licenses.
   Reads node_modules and writes one folder; reaches no network and runs nobody else's code. */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { prune } from "./prune.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const uswds = join(root, "node_modules/@uswds/uswds");
const htmx = join(root, "node_modules/htmx.org");
const vendor = join(root, "src/masthead/desk/static/vendor");

/* The design system's components our pages are built of. One that is missing here shows as an unstyled control. */
const COMPONENTS = [
  "button", "checkbox", "error-message", "fieldset", "form-group", "hint", "icon", "input", "label",
  "legend", "radio", "select", "skipnav", "sr-only", "table", "textarea",
];
const FONTS = [
  "public-sans/PublicSans-Regular", "public-sans/PublicSans-Medium", "public-sans/PublicSans-SemiBold",
  "public-sans/PublicSans-Bold", "merriweather/Latin-Merriweather-Regular", "merriweather/Latin-Merriweather-Bold",
  "merriweather/Latin-Merriweather-Black", "merriweather/Latin-Merriweather-Italic",
];

const kept = new RegExp(`^usa-(${COMPONENTS.join("|")})(__|--|$)`);

function put(name, content) {
  const target = join(vendor, name);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}

function copy(source, name) {
  const target = join(vendor, name);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(source, target);
}

rmSync(vendor, { recursive: true, force: true });

const whole = readFileSync(join(uswds, "dist/css/uswds.min.css"), "utf8");
const css = prune(whole, (classes) => classes.every((name) => kept.test(name)));
const images = new Set([...css.matchAll(/url\(["']?\.\.\/img\/([^"')]+)["']?\)/g)].map((match) => match[1]));
put("css/uswds.css", css);
for (const image of images) copy(join(uswds, "dist/img", image), join("img", image));
copy(join(uswds, "dist/img/sprite.svg"), "img/sprite.svg");
for (const font of FONTS) copy(join(uswds, "dist/fonts", `${font}.woff2`), join("fonts", `${basename(font)}.woff2`));
copy(join(htmx, "dist/htmx.min.js"), "htmx.min.js");
copy(join(uswds, "LICENSE.md"), "licenses/uswds.md");
copy(join(htmx, "LICENSE"), "licenses/htmx.txt");
for (const license of ["OFL-1.1", "Apache-2.0"]) copy(join(root, "frontend/licenses", `${license}.txt`), `licenses/${license}.txt`);
