// Moments, in the reader's own time.

import { all } from '../shared/dom.js';
import { ROW_ADDED } from '../shared/events.js';

// In English the day before the month, as the server writes dates.
const { lang } = document.documentElement;
const local = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { dateStyle: 'long', timeStyle: 'short' });

const tell = (within) => {
  for (const moment of all('time[data-moment]', within)) {
    const at = new Date(moment.dateTime);
    if (!Number.isNaN(at.getTime())) moment.textContent = local.format(at);
  }
};

tell(document);
document.addEventListener(ROW_ADDED, (event) => tell(event.target));
