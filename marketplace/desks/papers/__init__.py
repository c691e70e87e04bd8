"""Papers to be kept or posted: score sheets and letters as PDF, in the language of whoever reads them.

What goes on one is handed in by a page that may show it; nothing here asks who may see it. The same facts give
the same file, to the byte: a paper is dated with what it tells of, never with when it was fetched.
"""
