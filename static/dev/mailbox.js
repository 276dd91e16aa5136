// Development's mailbox shows new emails by itself: it asks for its own page while it's looked at.

const EVERY = 2000;

function shown(root) {
  return [...root.querySelectorAll('.mail')];
}

function add(page) {
  const place = document.querySelector('[data-mails]');
  const fresh = shown(page).filter((mail) => !document.getElementById(mail.id));
  if (fresh.length === 0) return;
  const list = place.querySelector('.mails');
  if (list) list.prepend(...fresh);
  else place.replaceChildren(...page.querySelector('[data-mails]').childNodes);
  for (const button of document.querySelectorAll('.mail [data-copy]')) button.hidden = !navigator.clipboard;
  const number = `${fresh.length} new ${fresh.length === 1 ? 'email' : 'emails'}`;
  document.querySelector('[data-mail-news]').textContent = number;
}

async function look() {
  if (document.visibilityState !== 'visible') return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
    if (answer.ok) add(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } catch {
    // The server restarts often in development.
  }
}

setInterval(look, EVERY);
document.addEventListener('visibilitychange', look);
