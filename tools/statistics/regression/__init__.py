"""Logistic regression by Gibbs sampling: weights of properties, with order, clusters and errors."""
