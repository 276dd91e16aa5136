import { fileURLToPath } from "node:url";

import { freePort, Server } from "./process.mjs";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const PROGRAM = `${process.env.CARGO_TARGET_DIR || `${ROOT}/target`}/debug/tenantry`;
const PATIENCE_MS = 120_000;

/** Tenantry in development, with nothing of the caller's configuration. */
export async function startTenantry({ dataDir, port, env = {} }) {
  const at = port ?? (await freePort());
  const url = `http://localhost:${at}`;
  const { PATH, HOME, PG_BIN_DIR = "" } = process.env;
  // From dataDir, so that no .env of the repository is read.
  const server = new Server(PROGRAM, ["serve"], {
    cwd: dataDir,
    env: {
      PATH,
      HOME,
      PG_BIN_DIR,
      APP_ENV: "development",
      APP_BIND: `127.0.0.1:${at}`,
      APP_PUBLIC_URL: url,
      TENANTRY_DATA_DIR: dataDir,
      LOG_FORMAT: "json",
      RATE_LIMIT_AUTH_PER_MINUTE: "100000",
      RATE_LIMIT_CODES_PER_DAY: "100000",
      RATE_LIMIT_MAIL_PER_HOUR: "100000",
      RATE_LIMIT_MAIL_PER_DAY: "100000",
      RATE_LIMIT_INVITATIONS_PER_HOUR: "100000",
      RATE_LIMIT_INVITATIONS_PER_DAY: "100000",
      RATE_LIMIT_ORGANIZATIONS_PER_DAY: "100000",
      RATE_LIMIT_MAIL_PAUSE_SECS: "0",
      ...env,
    },
  });
  try {
    await ready(server, url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url, stop: () => server.stop() };
}

async function ready(server, url) {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    if (server.ended) throw server.failure("ended instead of answering");
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw server.failure("was not ready in time");
}
