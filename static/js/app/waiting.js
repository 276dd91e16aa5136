// Too many attempts: how long to wait.

import { all, worded } from '../shared/dom.js';
import { THROTTLE_WAIT } from '../shared/events.js';

// As the pages have it (Format::wait).
const inWords = (seconds) => {
  const units = [[7200, 3600, 'hour'], [120, 60, 'minute']];
  const [, length, unit] = units.find(([from]) => seconds >= from) ?? [0, 1, 'second'];
  const words = new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit, unitDisplay: 'long' });
  return words.format(Math.ceil(seconds / length));
};

const tellWhen = (line) => {
  let left = Number(line.dataset.retryAfter);
  const tell = () => {
    line.textContent = left > 0 ? worded(line.dataset.later, inWords(left)) : line.dataset.now;
    // The seconds aren't read out, but that they're over is.
    if (left === 1) line.ariaLive = 'polite';
    if (left <= 0) clearInterval(timer);
    left -= 1;
  };
  const timer = setInterval(tell, 1000);
  tell();
};

all('[data-retry-after]').forEach(tellWhen);
document.addEventListener(THROTTLE_WAIT, (event) => tellWhen(event.target));
