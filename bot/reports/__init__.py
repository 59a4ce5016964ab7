"""What is said in Discord: rendering, alerts, digest, charts, and the outbox that sends them."""
