// RSA keys for tests, kept among the system's temporary files: to make one takes longer
// than most tests that need it.

import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** The private key of this name. */
export function rsaKey(name) {
  const file = join(tmpdir(), `tenantry-tests-${userInfo().uid}-${name}.pem`);
  return kept(file) ?? make(file);
}

function kept(file) {
  try {
    return createPrivateKey(readFileSync(file));
  } catch {
    return null;
  }
}

function make(file) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  // Whole or not at all: others start at the same moment.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
  renameSync(draft, file);
  return privateKey;
}
