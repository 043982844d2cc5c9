"""What two answers can differ in: properties in words, and marks that are counted in a text.

A leaf: it knows no model, no judge and no study.
"""
