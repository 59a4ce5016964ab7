"""How the weights in bot/quality/data are made: `python -m benchmarks.train wording`, `… names FOLDER`."""
