"""What each question's methods were to reach, and what they reached: `hnb validate`.

A module for each question that has goals, of the question's name. Its `goals` takes the tables of
the question and an Ask, and gives a tuple of `Goal`.
"""
