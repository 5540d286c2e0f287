"""Who arrived, with whom, and what each desk wrote about them."""
