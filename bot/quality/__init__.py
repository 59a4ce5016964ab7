"""What a link is worth: relevance, authority, toxicity and quality, each with its reasons."""
