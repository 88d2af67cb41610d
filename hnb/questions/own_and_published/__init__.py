"""Where a council's own records and the published figures differ, and why."""
