"""The Discord surface: a cog parses the request, calls one service in bot/, renders the answer."""
