"""What stays: the trial library and the reviews, in a SQLite file on this machine or a database by URL.

Nothing is kept unless somebody asks for it. `library.TrialLibrary` holds trials, `reviews.ReviewStore` what people decided.
"""
