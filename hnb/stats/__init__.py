"""Statistical methods: arrays in, numbers out; no Figure and no term of the field."""
