// The forms for signing in and up, without leaving the page. Anything that this cannot handle is
// posted as the plain form that it is.

import { CODE_EXPIRED, CODE_SENT, FORM_IDLE, emit } from '../shared/events.js';
import { MESSAGES } from './messages.js';
import { complete, values } from './form.js';
import { showErrors, tellWhen } from './errors.js';

const client = window.neonAuth;
const dialog = document.getElementById('code-dialog');
const address = location.href;
let wrongCodes = 0;

dialog?.addEventListener('close', () => history.replaceState(null, '', address));

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
    wrongCodes = 0;
    emit(form, CODE_SENT);
    emit(form, FORM_IDLE);
  },
};

document.addEventListener('submit', (event) => {
  const form = event.target;
  const flow = client && flows[form.dataset.auth];
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
  emit(form, FORM_IDLE);
  if (!dialog?.showModal) return form.submit();
  for (const input of dialog.querySelectorAll('input[name="email"]')) input.value = email;
  for (const shown of dialog.querySelectorAll('[data-code-email]')) shown.textContent = email;
  for (const link of dialog.querySelectorAll('[data-mailbox]')) link.search = `?to=${encodeURIComponent(email)}`;
  dialog.showModal();
  wrongCodes = 0;
  // A reload shows the page that asks for the code.
  const back = values(form).return_to;
  history.replaceState(null, '', `/auth/verify-email?${new URLSearchParams({ email, ...(back && { return_to: back }) })}`);
  dialog.querySelector('input[name="otp"]').focus();
  emit(dialog.querySelector('[data-resend]'), CODE_SENT);
}

function explain(form, error) {
  if (error.status === 429) {
    emit(form, FORM_IDLE);
    showErrors(form, [MESSAGES.RATE_LIMITED]);
    return tellWhen(form, error.retryAfter);
  }
  const message = MESSAGES[error.code];
  if (!message) return form.submit();
  emit(form, FORM_IDLE);
  const left = error.code === 'INVALID_OTP' ? triesLeft(form) : null;
  showErrors(form, [message], left === null ? '' : tellTries(form, left));
  if (left === 0 || ['OTP_EXPIRED', 'TOO_MANY_ATTEMPTS'].includes(error.code)) {
    emit(dialog.querySelector('[data-resend]'), CODE_EXPIRED);
  }
  const code = form.elements.namedItem('otp');
  if (code) {
    code.focus();
    code.select();
  }
}

// Returns the tries that the code has left; null if the provider doesn't say.
function triesLeft(form) {
  wrongCodes += 1;
  return form.dataset.tries ? Math.max(0, Number(form.dataset.tries) - wrongCodes) : null;
}

// The page has a sentence for each number of tries, from none on.
function tellTries(form, left) {
  return form.dataset.left.split('|')[left];
}

/** A code that was sent a moment ago will do. */
function unlessTooSoon(error) {
  if (error.status !== 429) throw error;
}
