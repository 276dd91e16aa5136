// Ticks: a todo changes in its place in the list, so scroll and focus stay.

import { all } from '../shared/dom.js';
import { FORM_IDLE, emit } from '../shared/events.js';

// Returns whether the todo is done now, or null if the server has to answer by a page.
const change = async (form, done) => {
  const answer = await fetch(form.dataset.tick, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ done }),
  });
  return answer.ok ? (await answer.json()).done : null;
};

const show = (row, form, done) => {
  row.classList.toggle('is-done', done);
  for (const part of all('[data-when-done]', row)) part.textContent = done ? part.dataset.whenDone : part.dataset.whenOpen;
  for (const part of all('[data-overdue]', row)) part.hidden = done;
  for (const box of all('.choose input', row)) box.checked = box.checked && !done;
  const button = form.querySelector('button');
  button.classList.toggle('is-done', done);
  button.title = button.querySelector('[data-when-done]').textContent;
  form.action = form.action.replace(/\/completion(\/delete)?$/, done ? '/completion/delete' : '/completion');
};

// A number that is not exact ends with a plus and stays.
const count = (name, by) => {
  const place = document.querySelector(`[data-count="${name}"]`);
  if (/^\d+$/.test(place?.textContent)) place.textContent = Number(place.textContent) + by;
};

const announce = (form, done) => {
  const title = form.querySelector('[data-title]').textContent;
  document.querySelector('[data-announce]').textContent = `${done ? 'Done' : 'Open again'}: ${title}`;
};

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.dataset.tick) return;
  event.preventDefault();
  const row = form.closest('.todo');
  const was = row.classList.contains('is-done');
  const done = await change(form, !was).catch(() => null);
  if (done === null) return form.submit();
  emit(form, FORM_IDLE);
  show(row, form, done);
  announce(form, done);
  if (done === was) return;
  count('open', done ? -1 : 1);
  count('done', done ? 1 : -1);
});
