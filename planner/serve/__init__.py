"""What-if in a browser: one local page whose answers come from a session that stays open.

`sliders` says what there is to move, `answers` what the page shows of a plan, `planning_process` plans apart, `broker`
asks it on behalf of tabs, `app` is what a browser talks to, `guard` who may, `live_page` the page itself.
"""
