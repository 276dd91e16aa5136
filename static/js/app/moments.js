// Moments, in the reader's own time.

import { all } from '../shared/dom.js';

// Day before month, as the server writes dates.
const local = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });
for (const moment of all('time[data-moment]')) {
  const at = new Date(moment.dateTime);
  if (!Number.isNaN(at.getTime())) moment.textContent = local.format(at);
}
