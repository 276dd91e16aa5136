import { fileURLToPath } from "node:url";

import { Server } from "./process.mjs";

const PROGRAM = fileURLToPath(new URL("../../oauth/server.mjs", import.meta.url));

/** An OpenID provider and a GitHub on a free port; `env` is what a server needs to offer them. */
export async function startOAuth() {
  const { PATH, HOME } = process.env;
  const server = new Server(process.execPath, [PROGRAM], { env: { PATH, HOME } });
  const [line] = await server.says(/^\{"ready":true.*\}$/m);
  const { origin } = JSON.parse(line);
  const env = {
    GOOGLE_CLIENT_ID: "app",
    GOOGLE_CLIENT_SECRET: "app-secret",
    GOOGLE_ISSUER_URL: `${origin}/google`,
    GITHUB_CLIENT_ID: "app",
    GITHUB_CLIENT_SECRET: "app-secret",
    GITHUB_URL: `${origin}/github`,
    GITHUB_API_URL: `${origin}/github/api`,
  };
  return { origin, env, stop: () => server.stop() };
}
