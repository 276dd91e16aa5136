// Starts everything the tests talk to, and stops it at the end:
//
//   embedded  Tenantry with its own provider and a private PostgreSQL of its own
//   hosted    Tenantry in front of a real Better Auth server, both on a second database
//             of the same PostgreSQL
//   oauth     the sites that people sign in with at the embedded one
//
// The workers read from the environment where things are.

import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startBetterAuth } from "./servers/better-auth.mjs";
import { startOAuth } from "./servers/oauth.mjs";
import { createDatabase, privateCluster } from "./servers/postgres.mjs";
import { freePort } from "./servers/process.mjs";
import { startTenantry } from "./servers/tenantry.mjs";

export default async function setup() {
  const undo = [];
  const stop = async () => {
    for (const step of undo.reverse()) await step();
  };
  try {
    process.env.TENANTRY_SERVERS = JSON.stringify(await start(undo));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function start(undo) {
  const home = await mkdtemp(join(tmpdir(), "tenantry-browser-"));
  undo.push(() => rm(home, { recursive: true, force: true }));
  // PostgreSQL runs as another user where these tests run as root.
  await chmod(home, 0o711);

  const oauth = await startOAuth();
  undo.push(() => oauth.stop());
  const embedded = await startTenantry({ dataDir: await folder(home, "embedded"), env: oauth.env });
  undo.push(() => embedded.stop());

  const cluster = await privateCluster(join(home, "embedded", "pg"));
  const database = await createDatabase(cluster);
  const port = await freePort();
  const betterAuth = await startBetterAuth({
    databaseUrl: database.ownerUrl,
    trustedOrigin: `http://localhost:${port}`,
  });
  undo.push(() => betterAuth.stop());
  const hosted = await startTenantry({
    dataDir: await folder(home, "hosted"),
    port,
    env: {
      DATABASE_URL: database.webUrl,
      DATABASE_MIGRATION_URL: database.ownerUrl,
      NEON_AUTH_URL: betterAuth.url,
    },
  });
  undo.push(() => hosted.stop());

  return {
    oauth: { url: oauth.origin },
    embedded: { url: embedded.url, codes: `${embedded.url}/dev/mailbox`, databaseUrl: cluster.url("tenantry") },
    hosted: { url: hosted.url, codes: `${betterAuth.origin}/__mailbox`, databaseUrl: database.superuserUrl },
  };
}

async function folder(home, name) {
  const path = join(home, name);
  await mkdir(path);
  return path;
}
