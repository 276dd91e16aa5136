// Starts everything the tests talk to, and stops it at the end:
//
//   embedded  Tenantry with its own provider and a private PostgreSQL of its own
//   hosted    Tenantry in front of a real Better Auth server, both on a second database
//             of the same PostgreSQL
//   direct    the same, but the browser talks to the Better Auth server itself
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
  const ports = { proxy: await freePort(), direct: await freePort() };
  const betterAuth = await startBetterAuth({
    databaseUrl: database.ownerUrl,
    trustedOrigin: Object.values(ports).map((port) => `http://localhost:${port}`).join(","),
    social: true,
  });
  undo.push(() => betterAuth.stop());
  const inMode = async (mode) => {
    const server = await startTenantry({
      dataDir: await folder(home, mode),
      port: ports[mode],
      env: {
        DATABASE_URL: database.webUrl,
        DATABASE_MIGRATION_URL: database.ownerUrl,
        NEON_AUTH_URL: betterAuth.url,
        NEON_AUTH_MODE: mode,
        NEON_AUTH_SOCIAL: "google,github",
        NEON_AUTH_MAGIC_LINK: "true",
      },
    });
    undo.push(() => server.stop());
    const codes = `${betterAuth.origin}/__mailbox`;
    return { url: server.url, codes, databaseUrl: database.superuserUrl };
  };
  const hosted = await inMode("proxy");
  const direct = await inMode("direct");

  return {
    oauth: { url: oauth.origin },
    embedded: { url: embedded.url, codes: `${embedded.url}/dev/mailbox`, databaseUrl: cluster.url("tenantry") },
    hosted,
    direct,
    betterAuth: { url: betterAuth.origin },
  };
}

async function folder(home, name) {
  const path = join(home, name);
  await mkdir(path);
  return path;
}
