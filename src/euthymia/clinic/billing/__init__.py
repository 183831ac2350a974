"""Money: price lists, each patient's account, estimates, superbills, insurers, claim files."""
