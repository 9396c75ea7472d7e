"""From records to numbers and back: the only place where dates become places in an array, and the made-up diaries
that are drawn from the stated process.
"""
