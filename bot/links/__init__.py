"""Understanding a page: its URLs, directives and links; what they tell of a backlink; what we believe then."""
