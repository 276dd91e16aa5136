// A real Better Auth server, set up the way Neon Auth hosts it. The tests of the
// hosted provider run against it; it is not part of the product.
//
//   DATABASE_URL=postgres://… node tests/better-auth/server.mjs
//
//   DATABASE_URL        the database; Better Auth's tables live in its schema neon_auth
//   PORT                0, the default, takes a free one
//   BASE_PATH           /neondb/auth
//   BETTER_AUTH_SECRET  signs the session cookies; made up when unset
//   TRUSTED_ORIGINS     origins that may call it, separated by commas
//   COOKIE_PREFIX       neon-auth
//   BEARER=1            also takes session tokens in the Authorization header
//   RATE_LIMIT=1        limits requests as a stock server in production does
//   SOCIAL=1            Neon's verifier exchange in front of it; see social.mjs
//   BETTER_AUTH_VERSION one of the folders under versions/; 1.7.7 when unset
//   HOST                127.0.0.1, or localhost for browsers that are to find it same-site
//   CHANGE_EMAIL=1      people may change their address by code
//   STOCK=1             as Better Auth comes, not as Neon hosts it: plain cookies, links by
//                       mail, people may change their address and delete their account
//
// Once listening, it prints one line of JSON, {"ready":true,"url":…}, and nothing else
// on standard output. It ends when its standard input closes, so it never outlives the
// process that started it, and on SIGTERM. Mail is not sent: GET /__mailbox?to=… lists it.

import { randomBytes } from "node:crypto";
import { createServer } from "node:http";

import pg from "pg";

import { Mailbox } from "./mailbox.mjs";
import { Social } from "./social.mjs";

const VERSION = process.env.BETTER_AUTH_VERSION;
const { betterAuth, getMigrations, toNodeHandler, admin, bearer, emailOTP, jwt, magicLink, organization } =
  await import(VERSION && VERSION !== "1.7.7" ? `./versions/${VERSION}/modules.mjs` : "./modules.mjs");

const SCHEMA = "neon_auth";

const mailbox = new Mailbox();

function options({ origin, database, env }) {
  return {
    appName: "Neon Auth",
    baseURL: origin,
    basePath: env.BASE_PATH || (env.STOCK === "1" ? "/api/auth" : "/neondb/auth"),
    secret: env.BETTER_AUTH_SECRET || randomBytes(32).toString("hex"),
    trustedOrigins: trusted(env),
    database,
    telemetry: { enabled: false },
    // Standard output carries the ready line only.
    logger: { level: "warn", log: (level, message, ...rest) => console.error(level, message, ...rest) },
    rateLimit: { enabled: env.RATE_LIMIT === "1" },
    advanced: { ...cookies(env), database: { generateId: "uuid" } },
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: true,
      sendResetPassword: link("reset-password"),
    },
    emailVerification: {
      autoSignInAfterVerification: true,
      // Named here it would win over the plugin's code below.
      ...(env.STOCK === "1" && { sendVerificationEmail: link("email-verification") }),
    },
    ...(env.STOCK === "1" && { user: { changeEmail: { enabled: true }, deleteUser: { enabled: true } } }),
    plugins: plugins({ origin, env }),
  };
}

function cookies(env) {
  if (env.STOCK === "1") return {};
  return {
    cookiePrefix: env.COOKIE_PREFIX || "neon-auth",
    useSecureCookies: true,
    defaultCookieAttributes: { sameSite: "none", secure: true, partitioned: true },
  };
}

const link = (type) => async ({ user, url, token }) => mailbox.put({ to: user.email, type, subject: "A link", url, token });

function plugins({ origin, env }) {
  return [
    emailOTP({
      otpLength: 6,
      storeOTP: "hashed",
      ...(env.CHANGE_EMAIL === "1" && { changeEmail: { enabled: true } }),
      // Verification mails carry a code instead of a link, the one after sign-up too.
      overrideDefaultEmailVerification: env.STOCK !== "1",
      sendVerificationOTP: async ({ email, otp, type }) =>
        mailbox.put({ to: email, type, subject: `Your code is ${otp}`, otp }),
    }),
    magicLink({
      sendMagicLink: async ({ email, url, token }) =>
        mailbox.put({ to: email, type: "magic-link", subject: "Sign in", url, token }),
    }),
    jwt({
      jwks: { jwksPath: "/.well-known/jwks.json" },
      jwt: {
        issuer: origin,
        audience: origin,
        expirationTime: "15m",
        definePayload: ({ user }) => ({ ...user, role: "authenticated" }),
      },
    }),
    admin(),
    organization({
      sendInvitationEmail: async ({ id, email, organization: { name } }) =>
        mailbox.put({ to: email, type: "invitation", subject: `Join ${name}`, invitation: id }),
    }),
    ...(env.BEARER === "1" ? [bearer()] : []),
  ];
}

function trusted(env) {
  return (env.TRUSTED_ORIGINS || "").split(",").map((it) => it.trim()).filter(Boolean);
}

function front({ baseURL, basePath, trustedOrigins, advanced }) {
  return { base: baseURL + basePath, prefix: advanced.cookiePrefix, trusted: trustedOrigins, mailbox };
}

/** Better Auth leaves CORS to the server around it; Neon's lets trusted origins in with their cookies. */
function allowOrigin(request, response, origins) {
  if (!origins.includes(request.headers.origin)) return;
  response.setHeader("access-control-allow-origin", request.headers.origin);
  response.setHeader("access-control-allow-credentials", "true");
  response.setHeader("access-control-allow-headers", "content-type, authorization");
  response.setHeader("access-control-allow-methods", "GET, POST, OPTIONS");
  response.setHeader("vary", "origin");
}

/** Creates the schema and Better Auth's own tables; two servers may start at once. */
async function migrate(pool, config) {
  const client = await pool.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtext('better-auth migrations'))");
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
    const { runMigrations } = await getMigrations(config);
    await runMigrations();
  } finally {
    await client.query("SELECT pg_advisory_unlock(hashtext('better-auth migrations'))");
    client.release();
  }
}

function serveMailbox(url, response) {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(mailbox.list(url.searchParams.get("to"))));
}

async function main(env) {
  if (!env.DATABASE_URL) {
    throw new Error("DATABASE_URL is not set: name the database Better Auth keeps its tables in.");
  }
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once("error", reject).listen(Number(env.PORT || 0), "127.0.0.1", resolve);
  });
  const origin = `http://${env.HOST || "127.0.0.1"}:${server.address().port}`;
  const pool = new pg.Pool({
    connectionString: env.DATABASE_URL,
    options: `-c search_path=${SCHEMA}`,
    max: 5,
  });
  // A test may take the database away; the next query reports it.
  pool.on("error", (error) => console.error("database:", error.message));

  const config = options({ origin, database: pool, env });
  await migrate(pool, config);
  const auth = toNodeHandler(betterAuth(config));
  const social = env.SOCIAL === "1" ? new Social(front(config)) : null;
  server.on("request", async (request, response) => {
    const url = new URL(request.url, origin);
    allowOrigin(request, response, config.trustedOrigins);
    if (request.method === "OPTIONS" || url.pathname === "/favicon.ico") {
      // A full browser asks every site for its icon; the headless shell does not.
      response.writeHead(204).end();
    } else if (url.pathname === "/__mailbox") {
      serveMailbox(url, response);
    } else if (await social?.answers(request, response, url)) {
      // Neon's own.
    } else if (url.pathname.startsWith(`${config.basePath}/`)) {
      auth(request, response);
    } else {
      response.writeHead(404).end();
    }
  });
  console.log(JSON.stringify({ ready: true, url: origin + config.basePath }));
}

process.once("SIGTERM", () => process.exit(0));
process.once("SIGINT", () => process.exit(0));
process.stdin.on("end", () => process.exit(0)).on("error", () => process.exit(0)).resume();

main(process.env).catch((error) => {
  console.error(error);
  process.exit(1);
});
