// The forms for signing in and up, without leaving the page. Whatever this
// cannot handle is posted as the plain form that it is.
(() => {
  'use strict';

  const client = window.neonAuth;
  if (!client) return;

  // In the server's words, which the same form shows without scripts.
  const MESSAGES = {
    INVALID_EMAIL_OR_PASSWORD: ['', 'The e-mail address or the password is wrong.'],
    USER_ALREADY_EXISTS: ['email', 'There is an account with this address. Sign in instead.'],
    USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: ['email', 'There is an account with this address. Sign in instead.'],
    INVALID_EMAIL: ['email', 'Enter an e-mail address such as name@example.com.'],
    PASSWORD_TOO_SHORT: ['password', 'Use at least 8 characters.'],
    PASSWORD_TOO_LONG: ['password', 'This password is too long.'],
    PASSWORD_COMPROMISED: ['password', 'This password is on the lists that attackers try first. Choose another one: a few unrelated words are easy to keep in mind and hard to guess.'],
    INVALID_OTP: ['otp', 'This code is wrong. Look for the newest e-mail.'],
    OTP_EXPIRED: ['otp', 'This code has expired. Ask for a new one.'],
    TOO_MANY_ATTEMPTS: ['otp', 'Too many wrong codes. Ask for a new one.'],
    INVALID_ORIGIN: ['', 'The sign-in service does not trust this address yet. Whoever runs it has to add it to the trusted origins.'],
  };

  const dialog = document.getElementById('code-dialog');

  const flows = {
    'sign-in': async (form) => {
      const { email, password } = values(form);
      try {
        await enter(form, await client.signInEmail(email, password));
      } catch (error) {
        if (error.code !== 'EMAIL_NOT_VERIFIED') throw error;
        await client.sendCode(email).catch(unlessTooSoon);
        askForCode(form, email);
      }
    },
    'sign-up': async (form) => {
      const { name, email, password } = values(form);
      const data = await client.signUpEmail(name, email, password);
      if (data?.token) await enter(form, data);
      else askForCode(form, email);
    },
    verify: async (form) => {
      const { email, otp } = values(form);
      await enter(form, await client.verifyEmail(email, otp.replace(/\D/g, '')));
    },
    resend: async (form) => {
      await client.sendCode(values(form).email);
      form.dispatchEvent(new CustomEvent('code:sent', { bubbles: true }));
      settle(form);
    },
  };

  document.addEventListener('submit', (event) => {
    const form = event.target;
    const flow = flows[form.dataset.auth];
    // A button that leads elsewhere is none of this form's flow.
    if (event.submitter?.hasAttribute('formaction')) return;
    if (!flow || event.defaultPrevented || !complete(form)) return;
    event.preventDefault();
    showErrors(form, []);
    flow(form).catch((error) => explain(form, error));
  });

  async function enter(form, data) {
    await client.completeSignIn(await client.tokenFrom(data), values(form).return_to);
  }

  function askForCode(form, email) {
    settle(form);
    if (!dialog?.showModal) return form.submit();
    for (const input of dialog.querySelectorAll('input[name="email"]')) input.value = email;
    for (const shown of dialog.querySelectorAll('[data-code-email]')) shown.textContent = email;
    for (const link of dialog.querySelectorAll('[data-mailbox]')) link.search = `?to=${encodeURIComponent(email)}`;
    dialog.showModal();
    dialog.querySelector('input[name="otp"]').focus();
    dialog.querySelector('[data-resend]').dispatchEvent(new CustomEvent('code:sent', { bubbles: true }));
  }

  function explain(form, error) {
    if (error.status === 429) {
      settle(form);
      showErrors(form, [['', 'Too many attempts in a short time.']]);
      return tellWhen(form, error.retryAfter);
    }
    const message = MESSAGES[error.code];
    if (!message) return form.submit();
    settle(form);
    showErrors(form, [message]);
    if (['OTP_EXPIRED', 'TOO_MANY_ATTEMPTS'].includes(error.code)) {
      dialog.querySelector('[data-resend]').dispatchEvent(new CustomEvent('code:expired', { bubbles: true }));
    }
    const code = form.elements.namedItem('otp');
    if (code) {
      code.focus();
      code.select();
    }
  }

  /** A code that was sent a moment ago will do. */
  function unlessTooSoon(error) {
    if (error.status !== 429) throw error;
  }

  /** Counts down below the message; app.js writes the line. */
  function tellWhen(form, seconds) {
    const message = form.parentElement.querySelector(':scope > [data-errors] p');
    if (!message || !seconds) return;
    const line = element('p', { 'data-retry-after': seconds, 'aria-live': 'off' });
    message.after(line);
    line.dispatchEvent(new CustomEvent('throttle:wait', { bubbles: true }));
  }

  // The same markup as the error_summary and field_errors components.
  function showErrors(form, errors) {
    const place = form.parentElement.querySelector(':scope > [data-errors]');
    for (const line of form.querySelectorAll('.field-error')) line.remove();
    for (const input of form.querySelectorAll('[aria-invalid]')) {
      input.removeAttribute('aria-invalid');
      describe(input);
    }
    if (!place) return;
    place.replaceChildren();
    if (!errors.length) return;
    const summary = element('div', { class: 'summary', role: 'alert', tabindex: '-1' });
    for (const [field, message] of errors) {
      const input = field && form.elements.namedItem(field);
      if (input) blame(input, message);
      const line = element('p');
      line.append(input ? element('a', { href: `#${input.id}` }, message) : message);
      summary.append(line);
    }
    if (form.dataset.auth === 'sign-in') summary.append(codeHint(form));
    place.append(summary);
    summary.focus();
  }

  function blame(input, message) {
    input.setAttribute('aria-invalid', 'true');
    input.closest('.control').before(element('p', { class: 'field-error', id: `${input.id}-error` }, message));
    describe(input);
  }

  function describe(input) {
    const ids = [`${input.id}-hint`, `${input.id}-error`].filter((id) => document.getElementById(id));
    if (ids.length) input.setAttribute('aria-describedby', ids.join(' '));
    else input.removeAttribute('aria-describedby');
  }

  function codeHint(form) {
    const line = element('p', {}, 'Forgotten your password? ');
    const href = `/auth/forgot-password?email=${encodeURIComponent(values(form).email)}`;
    line.append(element('a', { href }, 'E-mail me a code'));
    return line;
  }

  function element(name, attributes = {}, text = '') {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  }

  function values(form) {
    const all = Object.fromEntries(new FormData(form));
    return { ...all, email: (all.email || '').trim() };
  }

  function complete(form) {
    return [...form.querySelectorAll('[required]')].every((input) => input.value.trim());
  }

  function settle(form) {
    form.dispatchEvent(new CustomEvent('form:idle', { bubbles: true }));
  }
})();
