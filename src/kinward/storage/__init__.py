"""The journal, the views and the read log in a database."""
