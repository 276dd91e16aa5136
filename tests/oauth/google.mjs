// An OpenID provider (Core and Discovery) with RS256 keys.

import { createHmac, createPublicKey, createSign } from "node:crypto";

import { APP, never } from "./codes.mjs";
import { rsaKey } from "./keys.mjs";

const KID = "current";

/** Lists the faults that an ID token may have: in its claims, its header, its signature. */
const FAULTS = {
  wrong_nonce: { claims: { nonce: "another" } },
  no_nonce: { claims: { nonce: undefined } },
  wrong_aud: { claims: { aud: "another-app" } },
  other_party: { claims: { aud: [APP.id, "another-app"], azp: "another-app" } },
  wrong_iss: { claims: { iss: "https://evil.example" } },
  expired: { claims: { exp: Math.floor(Date.now() / 1000) - 120 } },
  from_the_future: { claims: { iat: Math.floor(Date.now() / 1000) + 3600 } },
  no_sub: { claims: { sub: undefined } },
  unknown_key: { header: { kid: "made-up" } },
  wrong_signature: { by: "stranger" },
  alg_none: { header: { alg: "none" }, by: "nobody" },
  alg_hs256: { header: { alg: "HS256" }, by: "public key" },
};

export function google(issuer, codes) {
  const path = new URL(issuer).pathname;
  const ours = rsaKey("google");
  const ourPublic = createPublicKey(ours);
  const jwk = { ...ourPublic.export({ format: "jwk" }), kid: KID, use: "sig", alg: "RS256" };

  function sign(text, by) {
    if (by === "nobody") return "";
    if (by === "public key") {
      const pem = ourPublic.export({ format: "pem", type: "spki" });
      return createHmac("sha256", pem).update(text).digest("base64url");
    }
    const key = by === "stranger" ? rsaKey("stranger") : ours;
    return createSign("RSA-SHA256").update(text).sign(key, "base64url");
  }

  function idToken(consent) {
    const { header = {}, claims = {}, by } = FAULTS[consent.fault] ?? {};
    const now = Math.floor(Date.now() / 1000);
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const verified = { absent: undefined, false: false }[consent.verified];
    const body = {
      iss: issuer,
      aud: APP.id,
      azp: APP.id,
      sub: consent.sub,
      iat: now,
      exp: now + 3600,
      nonce: consent.nonce,
      email: consent.email,
      email_verified: "verified" in consent ? verified : true,
      name: consent.name,
      picture: "https://pictures.example/ada.png",
      ...claims,
    };
    const text = `${encode({ alg: "RS256", typ: "JWT", kid: KID, ...header })}.${encode(body)}`;
    return `${text}.${sign(text, by)}`;
  }

  return {
    [`GET ${path}/.well-known/openid-configuration`]: () => ({
      json: {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      },
    }),
    [`GET ${path}/keys`]: () => ({ json: { keys: [jwk] } }),
    [`GET ${path}/authorize`]: ({ url }) =>
      url.searchParams.get("scope") === "openid email profile" && url.searchParams.get("nonce")
        ? codes.ask(url, "Google of the tests")
        : { status: 400, html: "<h1>scope or nonce is missing</h1>" },
    [`GET ${path}/consent`]: ({ url }) => codes.consent(url),
    [`POST ${path}/token`]: async ({ body }) => {
      const consent = codes.redeem(body);
      if (!consent) return { status: 400, json: { error: "invalid_grant", error_description: "its own words" } };
      if (consent.fault === "token_down") return { status: 503, html: "" };
      if (consent.fault === "token_slow") await never();
      const token = { access_token: codes.token(consent), token_type: "Bearer", expires_in: 3600 };
      return { json: consent.fault === "no_id_token" ? token : { ...token, id_token: idToken(consent) } };
    },
  };
}
