access-about = How people join { $organization } without an invitation.
access-see-requests = See { $count } { $count ->
        [one] request
       *[other] requests
    }
access-links = Join links
access-link-made = Made on { $time }
access-manage-link = Manage<span class="visually-hidden"> the link { $label }</span>
access-manage-link-made = Manage<span class="visually-hidden"> the link made on { $time }</span>
access-no-links = No join links
access-no-links-more = Anyone with a join link can become a member, without an invitation. Create one to share with your team.
access-new-link = New link
access-link-about = People join as members. You can turn the link off at any time.
access-create-link = Create link
access-max-links = An organization has at most { $max } links. Delete one to make another.
access-domains = Domains
access-offers-nothing = Offers nothing yet
access-can-join = People can join
access-can-ask = People can ask to join
access-prove-again-by = verify it again by { $time }
access-prove-again = Verify again<span class="visually-hidden"> { $domain }</span>
access-manage-domain = Manage<span class="visually-hidden"> { $domain }</span>
access-prove = Verify<span class="visually-hidden"> { $domain }</span>
access-no-domains = No domains
access-no-domains-more = Verify that a domain is yours, and everyone with an address there finds { $organization } after signing in.
access-new-domain = New domain
access-domain = Domain
access-domain-hint = What follows the @ in your addresses, such as example.com.
access-add-domain = Add domain
access-max-domains = An organization has at most { $max } domains. Remove one to add another.
access-on = On
access-off = Off
access-expired = Expired
access-used-up = Used up
access-asked-of = { $uses } of { $max ->
        [one] { $max } person
       *[other] { $max } people
    } asked
access-asked = { $uses ->
        [one] { $uses } person
       *[other] { $uses } people
    } asked
access-joined-of = { $uses } of { $max ->
        [one] { $max } person
       *[other] { $max } people
    } joined
access-joined = { $uses ->
        [one] { $uses } person
       *[other] { $uses } people
    } joined
access-needs-approval = needs approval
access-ended = ended { $time }
access-until = until { $time }
access-only = only { $domain }
access-label = Label (optional)
access-label-hint = For admins, such as Contractors. People who follow the link don’t see it.
access-approval = Ask for approval
access-approval-hint = People ask to join, and an admin decides.
access-last-day = Last day (optional)
access-last-day-hint = The link works until the end of that day in UTC.
access-number = Number of people (optional)
access-number-hint = The link stops after this many people. Each counts once, even if they leave and come back.
access-email-domains = Email domains (optional)
access-email-domains-hint = Only addresses of these domains can join, such as example.com. Separate several by commas.
access-copy-link = Copy<span class="visually-hidden"> the link</span>
access-asked-on = Asked on { $time }. An admin decides.
access-withdrawing = Withdrawing…
access-withdraw = Withdraw<span class="visually-hidden"> the request to join { $organization }</span>
access-offers-for = For { $email }
access-domain-join = People with your domain can join.
access-domain-ask = People with your domain can ask to join.
access-join-offer = Join<span class="visually-hidden"> { $organization }</span>
access-ask-offer = Ask to join<span class="visually-hidden"> { $organization }</span>
access-proven = Verified
access-record-gone = Record gone
access-lapsed = Verification lapsed
access-taken-over = Taken over
access-not-proven = Not verified
access-offer-legend = People with an address there
access-offer-ask = Can ask to join
access-offer-ask-hint = An admin decides.
access-offer-join = Can join
access-offer-join-hint = They become members when they choose to.
access-back = ← Access
access-join-link = Join link
access-turning-on = Turning on…
access-turn-on = Turn on
access-turning-off = Turning off…
access-turn-off = Turn off
access-share-it = Share it
access-link-off = This link is off, so it lets nobody in.
access-link-expired = This link has expired. Choose a later last day to use it again.
access-link-used-up = This link has reached its number of people. Raise it to let in more.
access-link-can-ask = Anyone who opens this link can ask to join { $organization } as a member
access-link-can-join = Anyone who opens this link can join { $organization } as a member
access-link-with-address = {", with an address of "}
access-link-or = {" or "}
access-old-secret = This address was made with another server secret, so it can no longer be shown. It still works. Make a new one to share it again.
access-qr-code = The address as a QR code
access-download-qr = Download the QR code
access-who = Who can use it
access-replace-or-delete = Replace or delete
access-replace-about = With a new URL, the current one stops working, printed QR codes included. People who joined stay members either way.
access-new-url = New URL…
access-replace-url = Replace URL
access-delete-more = Delete…
access-delete-link = Delete link
access-requests = Requests to join
access-requests-about = People who ask to join { $organization }. We email them your answer.
access-requests-label = Requests
access-by-link = Join link
access-by-domain = Email domain
access-role-of = Role of { $name }
access-approving = Approving…
access-approve = Approve<span class="visually-hidden"> { $name }</span>
access-decline = Decline<span class="visually-hidden"> { $name }</span>
access-later-requests = Later requests
access-request-pages = Pages of requests
access-no-requests = No requests
access-no-requests-more = People can ask by a join link that needs approval: see <a href="/o/{ $slug }/settings/access">Access</a>.
access-proven-dns = Verified by a DNS record on { $time }.
access-proven-code = Verified by a code emailed to a mailbox there on { $time }.
access-state-record = The DNS record was gone on { $time }, so nobody is offered to join anymore. Publish it again, then check.
access-state-lapsed = The verification by a code ended on { $time }, so nobody is offered to join anymore. Verify the domain again.
access-state-displaced = Another organization verified this domain by a DNS record on { $time }, which counts for more than a code. Nobody is offered to join { $organization } by it anymore.
access-state-unproven = Verify that the domain belongs to { $organization }. Until then, nobody is offered to join.
access-due = Verify the domain again by { $time }, or nobody is offered to join by it anymore. The member who entered the last code is gone, or a year is over. A DNS record doesn’t lapse.
access-how = How it works
access-how-more = Anyone with a confirmed address at <strong>{ $domain }</strong> sees { $organization } among their organizations, with a button to { $offer ->
        [join] join
       *[ask] ask
    }. Nobody joins without pressing it. Addresses of subdomains don’t count.
access-dns-hint = We look the DNS record up every day. If it is gone, the offer stops and the admins get an email.
access-code-hint = A verification by a code is good until { $time }, or for 14 days once the member who entered it is gone. The admins get an email before it ends.
access-dns-for-good = Verify it for good by a DNS record
access-by-dns = By a DNS record
access-dns-about = Add this TXT record where the domain’s DNS is managed. Leave it there: we look it up every day.
access-dns-type = Type
access-dns-value = Value
access-copy-name = Copy<span class="visually-hidden"> the name</span>
access-copy-value = Copy<span class="visually-hidden"> the value</span>
access-check-record = Check the record
access-by-code-year = Or for another year by a code
access-by-code = Or by a code
access-code-sent = We emailed a six-digit code to <strong>{ $email }</strong>. It works for 15 minutes.
access-prove-domain = Verify domain
access-send-another-to = Send another code to
access-send-to = Send a code to
access-send-code = Send the code
access-people-can = What people can do
access-remove-domain = Remove the domain
access-remove-hint = It’s no longer offered to anyone. People who joined stay members.
access-remove-name = Remove { $name }
access-approved = { $name } joined as { $role ->
        [owner] an owner
        [admin] an admin
       *[member] a member
    }. We emailed them.
