// The rest of an answer when everything that differs from run to run is named
// instead of shown.

const NAMED = [
  [/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "<jwt>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "<uuid>"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "<date>"],
  [/\b[A-Za-z0-9_-]{32,}\b/g, "<token>"],
  [/\btoken=[\w-]+/g, "token=<token>"],
];

/** The answer as a flat object: one entry for the status, each header that counts, each field. */
export function plain(answer, { base, run }) {
  const origin = new URL(base).origin;
  const name = (text) =>
    NAMED.reduce((so_far, [pattern, word]) => so_far.replace(pattern, word), text.replaceAll(origin, "<origin>").replaceAll(run, "<run>"));
  const entries = { status: answer.status };
  for (const header of ["location", "set-auth-jwt"]) {
    const value = answer.headers.get(header);
    if (value !== null) entries[header] = name(value);
  }
  for (const cookie of answer.setCookies) {
    const [pair, ...attributes] = cookie.split(/;\s*/);
    const key = pair.slice(0, pair.indexOf("="));
    // Ours, beside the provider's: it tells browsers apart.
    if (key === "tenantry_browser") continue;
    const value = pair.length > key.length + 1 ? "<value>" : "";
    entries[`cookie ${key}`] = [value, ...attributes.map((it) => it.toLowerCase()).sort()].join("; ");
  }
  flatten("body", parse(answer.body), entries, name);
  return entries;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text === "" ? "<empty>" : text.startsWith("<") ? "<page>" : text;
  }
}

function flatten(path, value, entries, name) {
  if (value === null || typeof value !== "object") {
    entries[path] = typeof value === "string" ? name(value) : value;
  } else if (Array.isArray(value)) {
    entries[`${path}.length`] = value.length;
    value.slice(0, 1).forEach((first) => flatten(`${path}[]`, first, entries, name));
  } else {
    for (const [key, inner] of Object.entries(value)) flatten(`${path}.${key}`, inner, entries, name);
  }
}
