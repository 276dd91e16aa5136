// The end of the session: a notice two minutes before, with a button that puts it off.

import { keepDrafts } from './drafts.js';
import { toast } from './toasts.js';

const WARNING = 2 * 60_000;
const LOOK = 5_000;
/** The end of the session, for other tabs; each page of a person who is signed in writes it. */
export const SHARED = 'session-ends';

const [ENDS_SOON, ENDED, SIGN_IN, STAY, STAYED] = (document.body.dataset.says ?? '').split('|');

const endOf = (body) => Date.now() + Number(body.dataset.session) * 1000;

// Other tabs put it off as well.
const share = (end) => {
  try {
    localStorage.setItem(SHARED, String(end));
  } catch {}
};
const shared = () => {
  try {
    return Number(localStorage.getItem(SHARED));
  } catch {
    return 0;
  }
};

const build = () => {
  const form = document.createElement('form');
  form.className = 'session-notice';
  form.method = 'post';
  form.action = '/auth/session';
  form.setAttribute('role', 'alert');
  const text = document.createElement('p');
  const back = document.createElement('input');
  back.type = 'hidden';
  back.name = 'return_to';
  back.value = location.pathname + location.search;
  const button = document.createElement('button');
  button.className = 'button primary';
  form.append(text, back, button);
  return form;
};

// Text that is set anew is read out anew.
const say = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

const describe = (form, isOver) => {
  say(form.querySelector('p'), isOver ? ENDED : ENDS_SOON);
  say(form.querySelector('button'), isOver ? SIGN_IN : STAY);
};

if (document.body.dataset.session) {
  let end = endOf(document.body);
  let form = null;
  share(end);

  const stay = async () => {
    const answer = await fetch(form.action, { method: 'POST', headers: { accept: 'text/html' }, body: new URLSearchParams(new FormData(form)) });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!answer.ok || /^\/auth\/(login|confirm)/.test(new URL(answer.url).pathname)) throw new Error(answer.status);
    end = endOf(page.body);
    share(end);
    form.remove();
    form = null;
    toast(STAYED);
  };

  const look = () => {
    end = Math.max(end, shared());
    const left = end - Date.now();
    if (left > WARNING) {
      form?.remove();
      form = null;
      return;
    }
    if (!form) {
      form = build();
      document.body.append(form);
      form.addEventListener('submit', (event) => {
        if (event.defaultPrevented) return;
        event.preventDefault();
        const sent = form;
        stay().catch(() => {
          keepDrafts();
          sent.submit();
        });
      });
    }
    describe(form, left <= 0);
  };

  look();
  setInterval(look, LOOK);
  document.addEventListener('visibilitychange', look);
}
