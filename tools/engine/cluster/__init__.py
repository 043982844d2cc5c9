"""Questions asked by the workers of a Dask cluster; all that must not be lost stays here.

The driver, which is the process that runs a study, keeps everything there is but one of: the store,
the budget, the ledger of calls, the rate limiter, deadlines and retries. A worker is told a
question that was let in and written down, makes that one call with a client and a key of its own,
and the answer comes back as soon as it is there. So there is one limit per model however many
workers ask, and a worker that dies takes with it no more than the calls it had in hand.

`address.py` is where a cluster may be; `messages.py` what is said, `desk.py` the worker's side of
it and `link.py` the driver's; `cluster.py` who is there; `models.py` whoever is asked through it.
Dask is imported on first use: it is an extra.
"""
