// The events with which the scripts tell each other what happened, each with its target.
// neon-auth.js stands alone and tells the document of each call by `neon-auth:call`.

/** A form isn't being sent any more. */
export const FORM_IDLE = 'form:idle';

/** A code was sent: the button that sends another one, or a form around it. */
export const CODE_SENT = 'code:sent';

/** The code is used up: the button that sends another one. */
export const CODE_EXPIRED = 'code:expired';

/** A line with `data-retry-after` was added. */
export const THROTTLE_WAIT = 'throttle:wait';

/** A part of the page was replaced by a newer one. */
export const ROW_ADDED = 'row:added';

export const emit = (target, name) => target.dispatchEvent(new CustomEvent(name, { bubbles: true }));
