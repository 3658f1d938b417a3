"""Small papers of our own, in the layout of committee papers."""

from __future__ import annotations

PAPER = """Fair treatment review – update on the recommendations

Report: 7
Date: 4 March 2025
By: Chief Officer

Summary

This report tells how far the recommendations of the fair treatment review have come.

A. Recommendations

That members note the progress made.

B. Supporting information

Recommendation 1
Every borough must treat its staff fairly. This means:

(a) publishing an equality plan in each borough;

Progress so far

1. Four boroughs have published their plans.

Challenges

When will the last borough follow?

Next steps

Two plans will follow in June.

(b) training those who sit on promotion boards.

Progress so far

2. Action completed.

Recommendation 2
Complaints must be answered in time. This means:

(a) answering every complaint within twenty days;

Progress so far

3. Half of the complaints are answered within twenty days.

Challenges

When will the last borough follow?

Next steps

As challenges.

C. Equality and diversity implications

There are none beyond those in the report.

D. Background papers

None.

E. Contact details

Report author: Head of the equality office
"""

MINUTES = """Minutes of the meeting of the Diversity Board held on 4 March 2025

1. Apologies for absence

Apologies were received from two members.

2. Minutes

Resolved – that the minutes of the last meeting be confirmed.
"""
