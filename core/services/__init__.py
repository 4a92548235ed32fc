"""Acquisition, provisioning, schedules: short async flows over the rooms above."""
