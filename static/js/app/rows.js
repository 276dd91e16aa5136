// Rows: a form with `data-rows` changes the row it stands in, so scroll and focus stay. The
// answer is the page that is shown without scripts.

import { all } from '../shared/dom.js';
import { FORM_IDLE, ROW_ADDED, emit } from '../shared/events.js';
import { sendPlainly } from '../shared/plainly.js';
import { toast } from './toasts.js';

const CONTROLS = 'a, button, summary, select, input:not([type="hidden"])';

const rowOf = (form, button) => (button ?? form).closest('li[id], tr[id]');

// Returns the page that the form leads back to; null if it leads elsewhere.
const send = async (form, button) => {
  const answer = await fetch(button?.getAttribute('formaction') ?? form.getAttribute('action'), {
    method: 'POST',
    headers: { accept: 'text/html' },
    body: new URLSearchParams(new FormData(form, button)),
  });
  if (!answer.ok) throw new Error(answer.status);
  if (answer.redirected && new URL(answer.url).pathname === location.pathname) {
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  }
  location.assign(answer.url);
  return null;
};

const renew = (old, page) => {
  const fresh = page.getElementById(old.id);
  if (!fresh) return null;
  const node = document.adoptNode(fresh);
  old.replaceWith(node);
  emit(node, ROW_ADDED);
  return node;
};

// The control at the same place of a row that is there instead.
const refocus = (row, at) => {
  const controls = all(CONTROLS, row).filter((control) => control.checkVisibility());
  (controls[at] ?? controls[0] ?? document.getElementById('main')).focus();
};

const replace = (row, page) => {
  const at = all(CONTROLS, row).filter((control) => control.checkVisibility()).indexOf(document.activeElement);
  const near = row.nextElementSibling ?? row.previousElementSibling;
  const list = row.closest('[data-list]');
  for (const part of all('[data-renewed]')) renew(part, page);
  const fresh = renew(row, page);
  if (!fresh) row.remove();
  const shown = fresh ?? near ?? (list && renew(list, page));
  if (at >= 0 && shown) refocus(shown, at);
};

// A choice is taken back by making the former one.
const undoOf = (row, form) => {
  if (form.dataset.rows !== 'undo') return undefined;
  const select = form.querySelector('select');
  const before = [...select.options].find((option) => option.defaultSelected)?.value;
  return () => {
    const again = document.getElementById(row.id)?.querySelector('form[data-rows="undo"]');
    if (!again) return;
    again.querySelector('select').value = before;
    again.querySelector('button').focus();
    again.requestSubmit();
  };
};

document.addEventListener('submit', async (event) => {
  const { target: form, submitter: button } = event;
  if (!('rows' in form.dataset) || event.defaultPrevented) return;
  if ('plainly' in form.dataset) return void delete form.dataset.plainly;
  const row = rowOf(form, button);
  if (!row) return;
  event.preventDefault();
  const undo = undoOf(row, form);
  try {
    const page = await send(form, button);
    if (!page) return;
    emit(form, FORM_IDLE);
    replace(row, page);
    const notices = all('.notice', page).map((notice) => notice.textContent.trim());
    if (notices.length) toast(notices.join(' '), undo);
  } catch {
    sendPlainly(form, button);
  }
});
