"""A pathway of care as it is and as it might be: who waits, how long, and who is kept busy.

`form.pathway` reads one that people wrote down; `simulate.simulate` and `simulate.compare` walk people through it;
`chart` draws what they find. `erlang` answers small questions of beds and staff without simulating, `loads` tells what
is asked of each team.
"""
