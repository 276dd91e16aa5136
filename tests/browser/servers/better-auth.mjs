import { fileURLToPath } from "node:url";

import { Server } from "./process.mjs";

const PROGRAM = fileURLToPath(new URL("../../better-auth/server.mjs", import.meta.url));

/** A real Better Auth server on a free port; it ends with this process at the latest. */
export async function startBetterAuth({ databaseUrl, trustedOrigin, stock = false, social = false }) {
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    DATABASE_URL: databaseUrl,
    TRUSTED_ORIGINS: trustedOrigin ?? "",
    STOCK: stock ? "1" : "",
    SOCIAL: social ? "1" : "",
  };
  const server = new Server(process.execPath, [PROGRAM], { env });
  const [line] = await server.says(/^\{"ready":true.*\}$/m);
  const { url } = JSON.parse(line);
  return { url, origin: new URL(url).origin, stop: () => server.stop() };
}
