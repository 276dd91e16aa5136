// See ../../modules.mjs.

export { betterAuth } from "better-auth";
export { getMigrations } from "better-auth/db/migration";
export { toNodeHandler } from "better-auth/node";
export { admin, bearer, emailOTP, jwt, magicLink, organization } from "better-auth/plugins";
