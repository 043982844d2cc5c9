"""The auditor: from a claim about what a model prefers to a report, over MCP tools alone.

Without another model it follows a fixed protocol (`protocol`); with one, an agent chooses what to
try (`agent`), among the few calls that are about this claim (`calls`). Either way what is concluded
follows from the findings by the same rules (`concluding`), every call is in the journal, and every
number of the report in an answer of a tool (`tracing`).
"""
