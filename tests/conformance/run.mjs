// The npm client of Better Auth makes the same calls to a real Better Auth server and to
// Tenantry's embedded provider. Each difference has to be in the table of
// docs/better-auth-compatibility.md, and what is in the table has to differ.
//
//   node tests/conformance/run.mjs      after `cargo build`

import { chmod, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { startBetterAuth } from "../browser/servers/better-auth.mjs";
import { createDatabase, privateCluster } from "../browser/servers/postgres.mjs";
import { startTenantry } from "../browser/servers/tenantry.mjs";
import { plain } from "./plain.mjs";
import { run } from "./script.mjs";

const DOCUMENT = fileURLToPath(new URL("../../docs/better-auth-compatibility.md", import.meta.url));
const FEWEST = 60;

async function main(undo) {
  const home = await mkdtemp(join(tmpdir(), "tenantry-conformance-"));
  undo.push(() => rm(home, { recursive: true, force: true }));
  await chmod(home, 0o711);
  await mkdir(join(home, "data"));
  const ours = await startTenantry({ dataDir: join(home, "data") });
  undo.push(() => ours.stop());
  const database = await createDatabase(await privateCluster(join(home, "data", "pg")));
  const real = await startBetterAuth({ databaseUrl: database.ownerUrl, stock: true });
  undo.push(() => real.stop());

  const [theirs, answers] = await Promise.all([
    record(real.url, `${real.origin}/__mailbox`),
    record(`${ours.url}/api/auth`, `${ours.url}/dev/mailbox`),
  ]);
  const seen = differences(theirs, answers);
  if (process.argv.includes("--print")) for (const line of seen) console.log(`| ${line.step} | ${line.entry} | ${line.real} | ${line.ours} |`);
  return report(theirs.size, seen, documented(await readFile(DOCUMENT, "utf8")));
}

/** Runs the script against one server: step → what was answered. */
async function record(base, mailbox) {
  const stamp = `r${Date.now().toString(36)}`;
  const answers = new Map();
  const mails = async (to) => (await fetch(`${mailbox}?to=${encodeURIComponent(to)}`, { headers: { accept: "application/json" } })).json();
  const read = new Map();
  const newest = async (to, find) => {
    for (let tries = 0; tries < 100; tries += 1) {
      const list = await mails(to);
      const found = list.length > (read.get(to) ?? 0) && find(list[0]);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no mail came to ${to}`);
  };
  await run({
    base,
    address: (name) => `${name}.${stamp}@example.com`,
    forget: async (to) => read.set(to, (await mails(to)).length),
    code: (to) => newest(to, (mail) => mail.otp ?? mail.text.match(/\b\d{6}\b/)?.[0]),
    token: (to) => newest(to, (mail) => mail.token ?? mail.text.match(/\/auth\/[\w-]+(?:\/|\?token=)([\w-]{20,})/)?.[1]),
    note: (step, answer) => {
      if (answers.has(step)) throw new Error(`two steps are called "${step}"`);
      if (!answer) throw new Error(`"${step}" did not reach ${base}`);
      answers.set(step, plain(answer, { base, run: stamp }));
    },
  });
  return answers;
}

function differences(theirs, ours) {
  const found = [];
  for (const [step, all] of theirs) {
    const [real, mine] = comparable(all, ours.get(step) ?? {});
    for (const entry of new Set([...Object.keys(real), ...Object.keys(mine)])) {
      const pair = [real[entry], mine[entry]].map((value) => (value === undefined ? "–" : JSON.stringify(value)));
      if (pair[0] !== pair[1]) found.push({ step, entry, real: pair[0], ours: pair[1] });
    }
  }
  return found;
}

/** An object beside something else is one difference, not one for each of its fields. */
function comparable(...answers) {
  if (!answers.some((it) => "body" in it)) return answers;
  return answers.map((it) => {
    const rest = Object.entries(it).filter(([entry]) => !/^body[.[]/.test(entry));
    return Object.fromEntries("body" in it ? rest : [...rest, ["body", "<object>"]]);
  });
}

/** The rows of the document's table: step → the entries that may differ. */
function documented(text) {
  const [, table = ""] = text.split("## What the conformance script sees");
  const rows = [...table.matchAll(/^\| `([^`]+)` \| ((?:`[^`]+`(?:, )?)+) \|/gm)];
  return new Map(rows.map(([, step, entries]) => [step, new Set([...entries.matchAll(/`([^`]+)`/g)].map((it) => it[1]))]));
}

function report(calls, seen, known) {
  const surprises = seen.filter(({ step, entry }) => !known.get(step)?.has(entry));
  for (const { step, entry, real, ours } of surprises) {
    console.error(`not documented: ${step}: ${entry}\n  Better Auth ${real}\n  Tenantry    ${ours}`);
  }
  const still = new Set(seen.map(({ step, entry }) => `${step}: ${entry}`));
  const gone = [...known].flatMap(([step, entries]) => [...entries].map((entry) => `${step}: ${entry}`)).filter((it) => !still.has(it));
  for (const line of gone) console.error(`documented, but the same now: ${line}`);
  console.log(`conformance: ${calls} calls, ${seen.length} differences, ${surprises.length} of them not documented`);
  return calls >= FEWEST && !surprises.length && !gone.length;
}

const undo = [];
let well = false;
try {
  well = await main(undo);
} catch (error) {
  console.error(error);
} finally {
  for (const step of undo.reverse()) await step();
}
process.exitCode = well ? 0 : 1;
