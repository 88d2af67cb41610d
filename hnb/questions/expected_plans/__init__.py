"""How many EHC plans would be expected of an area like this one."""
