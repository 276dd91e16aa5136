// A to-do is deleted once the offer to undo it is over, so undoing loses nothing.

import { all, worded } from '../shared/dom.js';
import { FORM_IDLE, emit } from '../shared/events.js';
import { toast } from './toasts.js';

let pending = null;

const sendDeletion = ({ form, action }) => fetch(action, {
  method: 'POST',
  headers: { accept: 'text/html' },
  body: new URLSearchParams(new FormData(form)),
  keepalive: true,
});

// The numbers beside the list, and what is shown where nothing is left.
const showRest = (page, list) => {
  for (const part of all('[data-renewed]')) {
    const fresh = page.getElementById(part.id);
    if (fresh) part.replaceWith(document.adoptNode(fresh));
  }
  const fresh = list && page.getElementById(list.id);
  if (fresh && !list.querySelector('.todo')) list.replaceWith(document.adoptNode(fresh));
};

const deleteNow = async (deletion) => {
  if (pending !== deletion) return;
  pending = null;
  const { row } = deletion;
  const list = row.closest('[data-list]');
  try {
    const answer = await sendDeletion(deletion);
    const { pathname } = new URL(answer.url);
    if (!answer.ok || pathname.startsWith('/auth/')) throw new Error(answer.status);
    row.remove();
    if (pathname !== location.pathname) return;
    showRest(new DOMParser().parseFromString(await answer.text(), 'text/html'), list);
  } catch {
    row.hidden = false;
    toast(document.body.dataset.failed);
  }
};

const offerUndo = (form, button) => {
  const row = button.closest('.todo');
  const deletion = { form, row, action: button.getAttribute('formaction') };
  const near = row.nextElementSibling ?? row.previousElementSibling;
  row.hidden = true;
  (near?.querySelector('.tick') ?? document.getElementById('main')).focus({ preventScroll: true });
  const undo = () => {
    pending = null;
    row.hidden = false;
    row.querySelector('.tick').focus();
  };
  const title = row.querySelector('.todo-title').textContent.trim();
  toast(worded(form.dataset.says.split('|').at(-1), title), undo, () => deleteNow(deletion));
  pending = deletion;
};

// Before rows.js, which would send it at once.
document.addEventListener('submit', (event) => {
  const { target: form, submitter: button } = event;
  if (!button?.matches('[data-path="delete"]')) return;
  event.preventDefault();
  event.stopPropagation();
  emit(form, FORM_IDLE);
  button.closest('details')?.removeAttribute('open');
  // An earlier one whose offer is still open is deleted now: the new toast takes its place.
  offerUndo(form, button);
}, true);

// Leaving the page ends the offer.
window.addEventListener('pagehide', () => {
  if (pending) sendDeletion(pending);
  pending = null;
});
