// Drafts: a form that leads to signing in or to the step-up first is filled in again
// afterwards, and so is one that the reader comes back to. Kept in the tab, without secrets.

import { all } from '../shared/dom.js';
import { toast } from './toasts.js';

const SENT = 'draft';
const LEFT = 'left';
const KEPT = 30 * 60_000;
const WRITTEN = 'input:not([type]), input[type="text"], input[type="email"], input[type="url"], input[type="number"], input[type="date"], textarea';
const SECRET = 'input[type="password"], input[autocomplete="one-time-code"]';

const account = document.querySelector('[data-account]')?.dataset.account ?? null;
const here = location.pathname + location.search;
const isAtTheDoor = !account || location.pathname === '/auth/confirm';

// A browser that keeps nothing has no drafts.
const keep = (key, value) => {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {}
};
const kept = (key) => {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
};
const drop = (key) => {
  try {
    sessionStorage.removeItem(key);
  } catch {}
};

const addressOf = (form) => new URL(form.getAttribute('action') ?? '', location.href).pathname;

const isWritten = (form) => form.method === 'post' && form.querySelector(WRITTEN) && !form.querySelector(SECRET);

const isChanged = (form) => all(WRITTEN, form).some((field) => field.value !== field.defaultValue);

const read = (form) => ({
  action: addressOf(form),
  fields: [...new FormData(form)].filter(([, value]) => typeof value === 'string'),
});

const forms = () => all('main form').filter(isWritten);

const draftOf = (some) => ({ account, page: here, at: Date.now(), forms: some.map(read) });

/** Keeps what is typed on this page over the way through the door. */
export const keepDrafts = () => keep(SENT, { ...draftOf(forms().filter(isChanged)), isAway: true });

const fill = (form, fields) => {
  const values = (name) => fields.filter(([of]) => of === name).map(([, value]) => value);
  for (const field of form.elements) {
    if (!field.name || field.type === 'hidden' || field.type === 'submit') continue;
    if (['checkbox', 'radio'].includes(field.type)) field.checked = values(field.name).includes(field.value);
    else if (values(field.name).length) [field.value] = values(field.name);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
};

// Returns whether the page has a form of the draft.
const restore = (draft) => {
  const filled = forms().filter((form) => {
    const typed = draft.forms.find(({ action }) => action === addressOf(form));
    if (typed) fill(form, typed.fields);
    return typed;
  });
  if (!filled.length) return false;
  toast(document.body.dataset.restored);
  filled[0].querySelector(WRITTEN).focus();
  return true;
};

const isMine = (draft) => draft && draft.account === account && Date.now() - draft.at < KEPT;

const arrive = () => {
  const draft = kept(SENT);
  const over = document.querySelector('[data-session-over]');
  if (draft && (over || isAtTheDoor)) {
    keep(SENT, { ...draft, isAway: true });
    if (over) location.replace(over.dataset.sessionOver);
    return;
  }
  if (!isMine(draft) || !draft.isAway || restore(draft)) drop(SENT);
  const left = kept(LEFT);
  drop(LEFT);
  const isBack = performance.getEntriesByType('navigation')[0]?.type === 'back_forward';
  if (isBack && isMine(left) && left.page === here) restore(left);
  else if (isMine(left)) keep(LEFT, left);
};

let isSending = false;

// After all others, which may send it otherwise.
window.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post') return;
  if ('signOut' in form.dataset) [SENT, LEFT].forEach(drop);
  if (form.closest('.error-page')) drop(SENT);
  if (isAtTheDoor) return;
  isSending = true;
  if (isWritten(form)) keep(SENT, draftOf([form]));
});

window.addEventListener('pagehide', () => {
  const changed = forms().filter(isChanged);
  if (!isAtTheDoor && !isSending && changed.length) keep(LEFT, draftOf(changed));
});

window.addEventListener('pageshow', () => { isSending = false; });

arrive();
