"""The rule engine (规则引擎): pure functions from a pack and facts to a decision with its trace.

Nothing here knows Django, a database, a clock or a person. A pack is text, facts are a mapping, an outcome is a value.
"""
