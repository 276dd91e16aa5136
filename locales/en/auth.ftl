auth-street = One street.<br>Every house its own key.
auth-invited-sign-up = You’re invited to <strong>{ $organization }</strong>. Create an account with the address that received the invitation.
auth-invited-sign-in = You’re invited to <strong>{ $organization }</strong>. Sign in with the address that received the invitation.
auth-create-yours = Create your account
auth-forgot-code = Forgot your password? <a href="/auth/forgot-password?email={ $email }">Email me a code</a> to set a new one.
auth-name-optional = Your name (optional)
auth-creating-account = Creating your account…
auth-create-account = Create account
auth-email-link = Email me a sign-in link
auth-have-account = Already have an account? <a href="{ $href }">Sign in</a>
auth-new-here = New here? <a href="{ $href }">Create an account</a>
auth-forgot = Forgot your password?
auth-check-email = Check your email
auth-code-sent-script = We emailed <strong data-code-email></strong>. Enter the six-digit code from the email to confirm your address.
auth-new-code = Send a new code
auth-development-mail-script = In development, find the email in the <a href="/dev/mailbox" target="_blank" data-mailbox>mailbox</a>.
auth-another-address = Use another address
auth-open-there = You’re signed out here. The sign-in service didn’t answer, so your session there may still be open.
auth-open-unread = We couldn’t read your browser’s session, so we couldn’t end it. This browser has forgotten it. If it was yours, sign in and sign out all other devices under Account, Security.
auth-signed-in-as = You’re signed in as { $email } on this device. Your other devices stay signed in.
auth-stay = Stay signed in
auth-not-signed-in = You’re not signed in.
auth-code-sent = To confirm <strong>{ $email }</strong>, enter the six-digit code from our email.
auth-enter-code = Enter the six-digit code from our email to <strong>{ $email }</strong>.
auth-enter-email-code = Enter your email address and the six-digit code we sent you.
auth-not-received = Didn’t get it?
auth-possible-after-noscript = <noscript> (possible after { $seconds } seconds)</noscript>
auth-newest-code = Only the newest code works. Wrong address? <a href="/auth/login?mode=sign-up">Use another one</a>.
auth-development-mail = In development, find the email in the <a href="{ $href }" target="_blank">mailbox</a>.
auth-confirm-yours = Confirm your email
auth-verify-link = This link was sent to <strong>{ $email }</strong>. Press the button to confirm your address.
auth-confirming = Confirming…
auth-confirm-email = Confirm email
auth-not-created = Didn’t create an account here? Close this page; nothing happens.
auth-verify-link-over = Links work once, for an hour. A newer one replaces it. If your address is confirmed already, sign in. If not, you get a code when you sign in.
auth-choose-new = Choose a new password
auth-reset-for = For the account of <strong>{ $email }</strong>. Every device that is signed in will be signed out.
auth-new-password = New password
auth-save-password = Save password
auth-reset-link-over = Links work once, for an hour. A newer one replaces it.
auth-send-new-link = Send me a new link
auth-back = Back to sign-in
auth-email = Email address
auth-no-code = No code? <a href="/auth/forgot-password">Get one</a>
auth-set-new = Set a new password
auth-reset-sent = If <strong>{ $email }</strong> has an account, we emailed a six-digit code to it.
auth-enter-the-code = Enter the code
auth-another-code = Didn’t get it? Check your spam folder, or <a href="/auth/forgot-password?email={ $email }">ask for another code</a>.
auth-reset-intro = We email you a six-digit code to set a new password.
auth-email-code = Email me a code
auth-link-signs-in = This link signs you in as <strong>{ $email }</strong>.
auth-link-device = Requested on { $device }.
auth-link-not-asked = Didn’t ask for this link? Close this page; nothing happens.
auth-link-over = Links work once, for 10 minutes. A newer one replaces it.
auth-another-way = Sign in another way
auth-link-sent = We emailed a link to <strong>{ $email }</strong>. Open it on this device and press the button there to sign in. It works once, for a few minutes. Opened it on another device? You’re signed in there, and can close this page.
auth-another-link = Didn’t get it? Check your spam folder, or <a href="{ $href }">ask for another link</a>. Only the newest one works.
auth-by-email = Sign in by email
auth-link-intro = We email you a link that signs you in without a password. New here? It creates your account.
auth-completing = Completing sign-in
auth-not-completed = The sign-in couldn’t be completed. Sign in again.
auth-signing-you-in = Signing you in…
auth-needs-script = This step needs JavaScript, which is off in this browser.
auth-too-long = Taking too long? <a href="/auth/login">Sign in again</a>
auth-continue-with = Continue with { $provider }
auth-opening = Opening { $provider }…
auth-open-provider = Open { $provider }
auth-last-used = Last used
auth-confirm-you = Confirm it’s you
auth-confirm-by-code = You’re signed in as <strong class="breakable">{ $email }</strong>. Enter the code we emailed you to continue. We won’t ask again for 10 minutes.
auth-confirm-by-password = You’re signed in as <strong class="breakable">{ $email }</strong>. Enter your password to continue. We won’t ask again for 10 minutes.
auth-code-from-email = Six-digit code from the email
auth-use-password = Use your password
auth-undo = Undo email change
auth-undo-intro = Your account gets this email address back, and every device is signed out. Its password and linked sites are removed too, since someone else may have added them. We email you a link to set a new password.
auth-undoing = Undoing…
auth-undo-change = Undo the change
auth-other-account = Sign in to the other account
auth-was-you = Was it you who changed it? Close this page; nothing happens.
auth-undo-over = This link was used already, or its 7 days are over. If someone else changed your address, contact the operator of this site.
landing-street = One street.<br>Every house its own key.
landing-intro = Tenantry keeps organizations side by side and apart: each with its own people, its own data and its own URL.
landing-create = Create an account
landing-self-serve = Self-serve sign-up
landing-self-serve-more = Create an organization in a minute. Colleagues join by invitation or link, with the role you give them.
landing-one-account = One account, many organizations
landing-one-account-more = Sign in once and switch in a click. Every organization has its own URL, so two tabs can be in two places.
landing-isolated = Isolated by design
landing-isolated-more = The application and the database each keep organizations apart, so nobody sees another organization’s data.
