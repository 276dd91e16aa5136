home-add-todo = Add to-do
home-offer-by = <strong>{ $giver }</strong> wants to transfer { $organization } to you. <a href="{ $href }">See the offer</a>
home-offer = An owner wants to transfer { $organization } to you. <a href="{ $href }">See the offer</a>
home-first-steps = First steps
home-hide = Hide<span class="visually-hidden"> the first steps</span>
home-step-done = (done)
home-your-todos = Your to-dos
home-no-todos = No to-dos for you
home-no-todos-hint = To-dos that you add or that are assigned to you show up here.
home-all-todos = All to-dos
home-last-days = Last 14 days
home-recently-added = Recently added
insights-about = Weeks begin on Monday, in UTC. To-dos that others keep private aren’t counted.
insights-range = Range
insights-weeks = { $weeks } weeks
insights-chart = To-dos and members by week
insights-canvas = To-dos added and done, and members who joined, in each of the last { $weeks } weeks; the same numbers are in the table.
insights-caption = To-dos added and done, and members who joined, by week
insights-week-of = Week of
insights-added = Added
insights-done = Done
insights-joined = Joined
insights-together = Together
insights-as-table = Show as a table
search-organization = Search { $organization }
search-what = To-dos, members, pages, organizations
search-nothing = Nothing found
search-nothing-more = No page, to-do, member or organization of yours has “{ $q }” in its name.
home-open = { $count ->
        [one] open to-do
       *[other] open to-dos
    }
home-members = { $count ->
        [one] member
       *[other] members
    }
home-pending = { $count ->
        [one] pending invitation
       *[other] pending invitations
    }
home-assigned = assigned to you
home-added = added “{ $title }”
search-go-to = Go to
search-results = { $count ->
        [0] Nothing found
        [one] { $count } result
       *[other] { $count } results
    }
place-home = dashboard start overview
place-todos = tasks list
place-add-todo = new task create
place-members = people team colleagues
place-invite = add member invitation
place-requests = approve
place-insights = numbers chart statistics
place-activity = audit log history
place-settings = name logo color address
place-access = join link domain settings
place-account = profile password email sessions security language
place-organizations = switch default leave
place-create = new register
place-sign-out = log out leave end
step-name = Add your name
step-name-more = Colleagues see it in place of your address.
step-invite = Invite your team
step-invite-more = By email, or with a link you share.
step-todo = Add the first to-do
step-todo-more = For yourself, or shared with everyone here.
step-look = Choose a logo and a color
step-look-more = They mark your organization in menus and invitations.
step-owner = Give the organization a second owner
step-owner-more = So nobody is locked out if one of you leaves.
insights-as-chart = Show as a chart
search-or-go = Search or go to…
