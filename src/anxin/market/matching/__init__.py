"""Matching both ways: one published score, exact, in process, checked in SQL before it is shown (匹配)."""
