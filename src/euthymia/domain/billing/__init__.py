"""Money of a course: prices, packages, the prepaid account, estimates, superbills and claim files.

Every amount is a whole number of US cents; `money.shown` writes one. A patient's account is the fold of its entries
(`account.after`), and nothing else says what somebody owes or has left. What a session gave comes in as `given.Given`,
so that a bill is never typed beside the chart and the drug book, only made from them.
"""
