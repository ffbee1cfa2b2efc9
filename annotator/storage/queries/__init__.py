"""All SQL, in functions named for the question they answer."""
