// Speaks Better Auth's wire, to our own origin or to a hosted provider.
// The base URL comes from <meta name="neon-auth-url">.
(() => {
  'use strict';

  const VERIFIER = 'neon_auth_session_verifier';

  /** An answer other than success; `code` is Better Auth's, or NETWORK. */
  class NeonAuthError extends Error {
    constructor(status, body, retryAfter) {
      super(body?.message || body?.code || `status ${status}`);
      this.name = 'NeonAuthError';
      this.status = status;
      this.code = body?.code || (status === 429 ? 'RATE_LIMITED' : status ? 'UNKNOWN' : 'NETWORK');
      this.retryAfter = Number(retryAfter) || null;
    }
  }

  class NeonAuthClient {
    constructor(baseUrl) {
      this.baseUrl = String(baseUrl).replace(/\/+$/, '');
    }

    signInEmail(email, password) {
      return this.#post('/sign-in/email', { email, password });
    }

    signUpEmail(name, email, password) {
      return this.#post('/sign-up/email', { name, email, password });
    }

    sendCode(email, type = 'email-verification') {
      return this.#post('/email-otp/send-verification-otp', { email, type });
    }

    verifyEmail(email, otp) {
      return this.#post('/email-otp/verify-email', { email, otp });
    }

    /** The session and its user, or null; some servers say null with 200. */
    async getSession(verifier) {
      const query = verifier ? `?${VERIFIER}=${encodeURIComponent(verifier)}` : '';
      const data = await this.#request(`/get-session${query}`, { method: 'GET' });
      return data?.session ? data : null;
    }

    /** The session token of an answer; asks for the session when it has none. */
    async tokenFrom(data) {
      const token = data?.token || data?.session?.token;
      if (token) return token;
      const session = await this.getSession().catch(() => null);
      return session?.session?.token || null;
    }

    /** Trades the provider's session for ours and goes where that leads. */
    async completeSignIn(token, returnTo) {
      const body = {};
      if (token) body.token = token;
      if (returnTo) body.return_to = returnTo;
      const data = await send('/auth/neon-callback', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify(body),
      });
      window.location.assign(data?.redirect || '/dashboard');
    }

    /** Leaves the page for a social provider; it comes back to the bridge. */
    async signInSocial(provider, returnTo = '/auth/callback') {
      const back = new URL(returnTo, window.location.origin).href;
      const failed = new URL('/auth/login', window.location.origin).href;
      const body = { provider, callbackURL: back, newUserCallbackURL: back, errorCallbackURL: failed };
      const data = await this.#post('/sign-in/social', body);
      if (data?.url) window.location.assign(data.url);
    }

    signOut() {
      return this.#post('/sign-out', {});
    }

    /** Reads the result of a social sign-in from the address; it may be on any page. */
    get pendingVerifier() {
      return new URLSearchParams(window.location.search).get(VERIFIER);
    }

    /** Finishes a social sign-in; false when there was nothing to finish. */
    async finishSocial() {
      const verifier = this.pendingVerifier;
      if (!verifier) return false;
      forgetVerifier();
      const data = await this.getSession(verifier);
      if (!data) return false;
      await this.completeSignIn(await this.tokenFrom(data));
      return true;
    }

    #post(path, body) {
      const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
      return this.#request(path, { method: 'POST', headers, body: JSON.stringify(body) });
    }

    #request(path, init) {
      return send(this.baseUrl + path, init);
    }
  }

  async function send(url, init) {
    const began = performance.now();
    let answer;
    try {
      answer = await fetch(url, { credentials: 'include', ...init });
    } catch {
      tell(url, init, began, 0);
      throw new NeonAuthError(0);
    }
    const body = await answer.json().catch(() => null);
    tell(url, init, began, answer.status, body);
    if (answer.ok) return body;
    throw new NeonAuthError(answer.status, body, answer.headers.get('X-Retry-After') || answer.headers.get('Retry-After'));
  }

  /** For whoever listens, as the debug panel of development does: no query, no body, and of a token its kind and length. */
  function tell(url, { method }, began, status, body) {
    const { pathname } = new URL(url, window.location.origin);
    const token = body?.token || body?.session?.token;
    const got = typeof token === 'string' ? `${token.split('.').length === 3 ? 'JWT' : 'session token'}, ${token.length} characters` : '';
    const detail = { at: new Date().toISOString(), call: `${method} ${pathname}`, status, code: body?.code || body?.error || '', got, ms: Math.round(performance.now() - began) };
    document.dispatchEvent(new CustomEvent('neon-auth:call', { detail }));
  }

  function forgetVerifier() {
    const url = new URL(window.location.href);
    url.searchParams.delete(VERIFIER);
    window.history.replaceState(window.history.state, '', url);
  }

  async function resume(client) {
    const bridge = document.querySelector('[data-complete-sign-in]');
    try {
      if (await client.finishSocial()) return;
      if (!bridge) return;
      const session = await client.getSession();
      const back = new URLSearchParams(window.location.search).get('return_to');
      if (session) return await client.completeSignIn(await client.tokenFrom(session), back);
      throw new NeonAuthError(401, { code: 'NO_SESSION' });
    } catch {
      if (bridge) bridge.textContent = bridge.dataset.failed;
    }
  }

  const meta = document.querySelector('meta[name="neon-auth-url"]');
  window.NeonAuthClient = NeonAuthClient;
  window.NeonAuthError = NeonAuthError;
  window.neonAuth = new NeonAuthClient(meta?.content || '/api/auth');
  resume(window.neonAuth);
})();
