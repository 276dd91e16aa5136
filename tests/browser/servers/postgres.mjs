// The private PostgreSQL that Tenantry has started, seen by its superuser.

import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import pg from "pg";

/** The cluster in `dir`; see src/db/embedded/home.rs for what lies there. */
export async function privateCluster(dir) {
  const [password, port] = await Promise.all(
    ["password", "port"].map(async (name) => (await readFile(join(dir, name), "utf8")).trim()),
  );
  return {
    url: (database, login = "postgres", secret = password) =>
      `postgresql://${login}:${secret}@127.0.0.1:${port}/${database}`,
  };
}

/** Runs one statement in a connection of its own. */
export async function query(url, sql, values = []) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql, values);
  } finally {
    await client.end();
  }
}

/** A database with an owner and a login that owns nothing, as compose.yaml has them. */
export async function createDatabase(cluster) {
  const secret = randomBytes(16).toString("hex");
  const superuser = cluster.url("postgres");
  await query(superuser, `CREATE ROLE hosted_owner LOGIN CREATEROLE PASSWORD '${secret}'`);
  await query(superuser, "GRANT tenantry_app TO hosted_owner WITH ADMIN OPTION");
  await query(superuser, `CREATE ROLE hosted_web LOGIN PASSWORD '${secret}'`);
  await query(superuser, "CREATE DATABASE hosted OWNER hosted_owner");
  return {
    ownerUrl: cluster.url("hosted", "hosted_owner", secret),
    webUrl: cluster.url("hosted", "hosted_web", secret),
    superuserUrl: cluster.url("hosted"),
  };
}
