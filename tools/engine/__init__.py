"""How studies are run: one loop for all verbs, and a thread of its own to run it in.

The loop asks a study what is next, asks the respondent, stores each answer, and repeats; it holds
back nothing of a study's logic. The thread keeps fits and rendering off the loop that serves MCP.
What is stored is never asked again: resuming a study replays `next` over the answers there are.

No statistics, no verdicts and no protocol here.
"""
