/* Keeps from a stylesheet the rules of the components in use: element resets, and selectors whose every class is kept.
   Half a megabyte of design system becomes what one page can show; nothing is rewritten, rules are only left out. */

/** The rules and at-rules at the top level of `css`, as {prelude, body}; `body` is null for a statement such as @charset. */
export function rulesOf(css) {
  const rules = [];
  let start = 0;
  let depth = 0;
  let open = -1;
  let quote = "";
  for (let at = 0; at < css.length; at += 1) {
    const char = css[at];
    if (char === "\\") at += 1;
    else if (quote) quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === "/" && css[at + 1] === "*") {
      const end = css.indexOf("*/", at + 2) + 2;
      if (depth === 0) start = end;
      at = end - 1;
    } else if (char === ";" && depth === 0) {
      rules.push({ prelude: css.slice(start, at).trim(), body: null });
      start = at + 1;
    } else if (char === "{") {
      depth += 1;
      if (depth === 1) open = at;
    } else if (char === "}") {
      depth -= 1;
      if (depth === 0) {
        rules.push({ prelude: css.slice(start, open).trim(), body: css.slice(open + 1, at) });
        start = at + 1;
      }
    }
  }
  return rules;
}

/** `list` split at its commas, leaving those inside brackets and parentheses alone. */
function selectorsOf(list) {
  const selectors = [""];
  let depth = 0;
  for (const char of list) {
    if ("([".includes(char)) depth += 1;
    if (")]".includes(char)) depth -= 1;
    if (char === "," && depth === 0) selectors.push("");
    else selectors[selectors.length - 1] += char;
  }
  return selectors;
}

/** `css` with only the selectors for which `keeps(classes)` is true; `classes` are the names the selector mentions. */
export function prune(css, keeps) {
  const kept = [];
  for (const { prelude, body } of rulesOf(css)) {
    if (body === null) {
      if (prelude.startsWith("@charset")) kept.push(`${prelude};`);
    } else if (prelude.startsWith("@media") || prelude.startsWith("@supports")) {
      const inner = prune(body, keeps);
      if (inner) kept.push(`${prelude}{${inner}}`);
    } else if (!prelude.startsWith("@")) {
      const selectors = selectorsOf(prelude).filter((selector) => keeps(classesOf(selector)));
      if (selectors.length) kept.push(`${selectors.join(",")}{${body}}`);
    }
  }
  return kept.join("\n");
}

function classesOf(selector) {
  const bare = selector.replace(/\[[^\]]*\]/g, "");
  return [...bare.matchAll(/\.((?:\\.|[\w-])+)/g)].map((match) => match[1]);
}
