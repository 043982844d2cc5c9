"""At what pace a model is asked: `rate_limiter.py` how many calls at once, `neighbours.py` and
`shares.py` how many of them beside other processes, `deadlines.py` how long one call is waited for,
`contact.py` how long any sign of life, `retries.py` when a call is made again. Knows no trial and
no study.
"""
