// GitHub's OAuth app flow and the two pages of its REST API that tell who somebody is.

import { never } from "./codes.mjs";

export function github(site, codes) {
  const path = new URL(site).pathname;

  /** The API wants a token and a user agent, as GitHub's does. */
  const withToken = (tell) => ({ request }) => {
    const consent = codes.bearer(request);
    if (!consent || !request.headers["user-agent"]) return { status: 401, json: { message: "Requires authentication" } };
    if (consent.fault === "api_down") return { status: 502, html: "" };
    if (consent.fault === "api_refuses") return { status: 403, json: { message: "its own words" } };
    return { json: tell(consent) };
  };

  return {
    [`GET ${path}/login/oauth/authorize`]: ({ url }) => codes.ask(url, "GitHub of the tests"),
    [`GET ${path}/login/oauth/consent`]: ({ url }) => codes.consent(url),
    // GitHub answers 200 to a code that is not right.
    [`POST ${path}/login/oauth/access_token`]: async ({ request, body }) => {
      const consent = codes.redeem(body);
      if (request.headers.accept !== "application/json") return { html: "access_token=form&token_type=bearer" };
      if (!consent) return { json: { error: "bad_verification_code", error_description: "its own words" } };
      if (consent.fault === "token_down") return { status: 503, html: "" };
      if (consent.fault === "token_slow") await never();
      return { json: { access_token: codes.token(consent), token_type: "bearer", scope: consent.scope } };
    },
    [`GET ${path}/api/user`]: withToken(({ sub, name }) => ({
      id: Number(sub),
      login: "ada-l",
      name: name || null,
      avatar_url: "https://pictures.example/ada.png",
      // The profile that GitHub shows in public proves nothing.
      email: "public@example.com",
    })),
    [`GET ${path}/api/user/emails`]: withToken(({ emails, email, verified }) =>
      emails
        ? JSON.parse(emails)
        : [
            { email: "second@example.com", primary: false, verified: true, visibility: null },
            { email, primary: true, verified: verified !== "false", visibility: "private" },
          ],
    ),
  };
}
