"""The rules that findings come from, as people read them: what each is about, what must hold, and a right example."""
