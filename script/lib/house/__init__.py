"""Setting up, running and testing the product on a machine that has Python, git and a network, and nothing else.

Standard library only: this runs before anything is installed.
"""
