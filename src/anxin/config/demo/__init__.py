"""The demo city: invented people, a simulated platform, and accidents in every state a page can show.

Everything is made through the same services people use, at the moments it would have happened.
"""
