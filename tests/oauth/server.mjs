// An OpenID provider and a GitHub in one, for tests: they speak the real protocols, with
// keys of their own, and misbehave on demand. Not part of the product.
//
//   node tests/oauth/server.mjs
//
// Google's place is at {origin}/google (the issuer), GitHub's at {origin}/github and
// {origin}/github/api. Every app is "app" with the secret "app-secret".
//
// The query of the consent page says who consents and what goes wrong, so that
// nothing is shared between tests:
//
//   sub email name verified   whose account it is; verified=false, verified=absent
//   emails                    GitHub: the whole list as JSON
//   fault                     what goes wrong after the consent: FAULTS in google.mjs,
//                             and token_down, token_slow, wrong_code, api_down, api_refuses
//   deny=1                    the person says no
//
// Once listening, it prints one line of JSON, {"ready":true,"origin":…}. It ends when its
// standard input closes, and on SIGTERM.

import { createServer } from "node:http";

import { Codes, page } from "./codes.mjs";
import { github } from "./github.mjs";
import { google } from "./google.mjs";

const HOST = "127.0.0.1";

async function form(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return new URLSearchParams(text);
}

async function main() {
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once("error", reject).listen(Number(process.env.PORT || 0), HOST, resolve);
  });
  const origin = `http://${HOST}:${server.address().port}`;
  const codes = new Codes();
  const routes = { ...google(`${origin}/google`, codes), ...github(`${origin}/github`, codes) };

  server.on("request", async (request, response) => {
    const url = new URL(request.url, origin);
    // A full browser asks every site for its icon; the headless shell does not.
    if (url.pathname === "/favicon.ico") return response.writeHead(204).end();
    const answer = routes[`${request.method} ${url.pathname}`];
    if (!answer) return response.writeHead(404).end();
    const body = request.method === "POST" ? await form(request) : null;
    const { status = 200, headers = {}, json, html } = await answer({ request, url, body });
    const type = json === undefined ? "text/html; charset=utf-8" : "application/json";
    response.writeHead(status, { "content-type": type, ...headers });
    response.end(json === undefined ? page(html ?? "") : JSON.stringify(json));
  });
  console.log(JSON.stringify({ ready: true, origin }));
}

process.once("SIGTERM", () => process.exit(0));
process.once("SIGINT", () => process.exit(0));
process.stdin.on("end", () => process.exit(0)).on("error", () => process.exit(0)).resume();

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
