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
