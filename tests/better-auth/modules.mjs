// The parts of Better Auth that server.mjs needs, in the version that the tests run by default.
// Each folder under versions/ has the same file for an older one.

export { betterAuth } from "better-auth";
export { getMigrations } from "better-auth/db/migration";
export { toNodeHandler } from "better-auth/node";
export { admin, bearer, emailOTP, jwt, magicLink, organization } from "better-auth/plugins";
