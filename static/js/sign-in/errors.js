// Shows a form's errors in the markup of the error_summary and field_errors components.

import { THROTTLE_WAIT, emit } from '../shared/events.js';
import { values } from './form.js';

export function showErrors(form, errors, hint = '') {
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
  if (hint) summary.append(element('p', {}, hint));
  if (form.dataset.auth === 'sign-in') summary.append(codeHint(form));
  place.append(summary);
  summary.focus();
}

/** Counts down below the message; app/waiting.js writes the line. */
export function tellWhen(form, seconds) {
  const message = form.parentElement.querySelector(':scope > [data-errors] p');
  if (!message || !seconds) return;
  const { later, now } = message.closest('[data-errors]').dataset;
  const line = element('p', { 'data-retry-after': seconds, 'data-later': later, 'data-now': now, 'aria-live': 'off' });
  message.after(line);
  emit(line, THROTTLE_WAIT);
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
  const line = element('p', {}, `${form.dataset.forgot} `);
  const href = `/auth/forgot-password?email=${encodeURIComponent(values(form).email)}`;
  line.append(element('a', { href }, form.dataset.emailCode));
  return line;
}

function element(name, attributes = {}, text = '') {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}
