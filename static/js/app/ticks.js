// Ticks: a todo is completed or reopened in its place in the list, also where the list would
// no longer show it.

import { all, worded } from '../shared/dom.js';
import { FORM_IDLE, emit } from '../shared/events.js';
import { sendPlainly } from '../shared/plainly.js';
import { toast } from './toasts.js';

// Returns whether the todo is done now.
const change = async (button, done) => {
  const [, slug, id] = button.getAttribute('formaction').match(/^\/o\/([^/]+)\/todos\/([^/]+)/);
  const answer = await fetch(`/api/v1/tenants/${slug}/todos/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ done }),
  });
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).done;
};

const show = (row, button, done) => {
  const [mark, reopen, isOpen, isDone] = button.form.dataset.says.split('|');
  row.classList.toggle('is-done', done);
  button.classList.toggle('is-done', done);
  button.ariaLabel = worded(done ? reopen : mark, titleOf(row));
  button.setAttribute('formaction', button.getAttribute('formaction').replace(/\/completion.*/, done ? '/completion/delete' : '/completion'));
  for (const part of all('.todo-meta .badge', row)) part.textContent = done ? isDone : isOpen;
  for (const part of all('.overdue', row)) part.hidden = done;
  for (const box of all('.choose input', row)) box.checked = box.checked && !done;
};

const titleOf = (row) => row.querySelector('.todo-title').textContent.trim();

// A number that is not exact ends with a plus and stays.
const count = (name, by) => {
  const place = document.querySelector(`[data-count="${name}"]`);
  if (/^\d+$/.test(place?.textContent)) place.textContent = Number(place.textContent) + by;
};

const tick = async (button) => {
  const { form } = button;
  const row = button.closest('.todo');
  const was = row.classList.contains('is-done');
  try {
    const done = await change(button, !was);
    emit(form, FORM_IDLE);
    show(row, button, done);
    if (done !== was) {
      count('open', done ? -1 : 1);
      count('done', done ? 1 : -1);
    }
    const [nowOpen, nowDone] = form.dataset.says.split('|').slice(4);
    toast(worded(done ? nowDone : nowOpen, titleOf(row)), () => {
      button.focus();
      tick(button);
    });
  } catch {
    sendPlainly(form, button);
  }
};

document.addEventListener('submit', (event) => {
  const { target: form, submitter: button } = event;
  if (!('ticks' in form.dataset) || 'plainly' in form.dataset || !button?.matches('.tick')) return;
  event.preventDefault();
  tick(button);
});
