// Sending a form once. Buttons stay enabled, so that they keep their names and work again when
// the page comes back from history.

import { all } from '../shared/dom.js';
import { FORM_IDLE } from '../shared/events.js';

const sending = new Set();
const labels = new WeakMap();

document.addEventListener('submit', (event) => {
  const form = event.target;
  // A download leaves the page where it is.
  if (form.method !== 'post' || 'download' in form.dataset) return;
  const button = event.submitter ?? form.querySelector('button');
  // The rows of a list don't wait for each other.
  if ('rows' in form.dataset ? button?.ariaBusy === 'true' : sending.has(form)) return event.preventDefault();
  sending.add(form);
  if (!button) return;
  button.setAttribute('aria-busy', 'true');
  if (!button.dataset.busy) return;
  labels.set(button, [...button.childNodes]);
  button.replaceChildren(button.dataset.busy);
}, true);

const makeIdle = (form) => {
  sending.delete(form);
  for (const button of all('[aria-busy]', form)) {
    button.removeAttribute('aria-busy');
    if (labels.has(button)) button.replaceChildren(...labels.get(button));
  }
};

document.addEventListener(FORM_IDLE, (event) => makeIdle(event.target));
window.addEventListener('pageshow', () => [...sending].forEach(makeIdle));
