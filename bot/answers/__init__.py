"""Understanding a question and answering it: from the team's own rows, or from reviewed texts. Never invented."""
