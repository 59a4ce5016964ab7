"""Data in and out: pasted lists, attached files, exports."""
